import { Schema } from 'mongoose';

/**
 * `events`: one document a service event, derived from the vouchers for lists and for settlement; how its price
 * came about stays in the voucher. Shape: `shared/persistence/events.ts`.
 */
export const eventSchema = new Schema(
  {
    _id: String,
    voucherId: String,
    clientId: String,
    programmeId: String,
    providerId: String,
    offeringId: String,
    kind: String,
    type: String,
    from: String,
    to: String,
    month: String,
    grossCents: Number,
    organiserCents: Number,
    clientCents: Number,
    owedCents: Number,
    recordedAt: String,
    recordedBy: String,
    municipalityCode: String,
    segment: String,
    late: Boolean,
    replaces: String,
    reversedAt: String,
    reversalReason: String,
    reversedLate: Boolean,
    disputedAt: String,
    disputeResolvedAt: String,
    earlier: [Schema.Types.Mixed],
    turns: Number,
  },
  { collection: 'events', versionKey: false, strict: 'throw' },
);

// A run collects a month, provider by provider; staff list a month in the order of paging.
eventSchema.index({ month: 1, providerId: 1, _id: 1 });
// What was done on one voucher, or with a page of a client's vouchers.
eventSchema.index({ voucherId: 1, _id: 1 });
// The few that something out of the ordinary was done to, a month's together: what a run has left out of its month.
eventSchema.index(
  { month: 1, _id: 1 },
  {
    partialFilterExpression: {
      $or: [{ late: true }, { reversedAt: { $type: 'string' } }, { disputedAt: { $type: 'string' } }],
    },
  },
);
// A provider's own list, in the order of paging.
eventSchema.index({ providerId: 1, _id: 1 });
