import { Schema } from 'mongoose';

/**
 * `refusedEvents`: what a provider tried to record and was told no to, once for a request, insert-only. `_id` begins
 * with the month of the first day, so that the attempts of a month lie together. Shape:
 * `shared/persistence/refused-events.ts`.
 */
export const refusedEventSchema = new Schema(
  {
    _id: String,
    providerId: String,
    voucherNumber: String,
    voucherId: String,
    offeringId: String,
    fact: Schema.Types.Mixed,
    code: String,
    at: String,
    by: String,
  },
  { collection: 'refusedEvents', versionKey: false, strict: 'throw' },
);

// A provider's own attempts, of one month or of all, in the order of paging.
refusedEventSchema.index({ providerId: 1, _id: 1 });
