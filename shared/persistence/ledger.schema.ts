import { Schema } from 'mongoose';

/**
 * `ledger`: one document a posting, insert-only. `_id` is `{source}-{sequence}-{n}`, made of what was posted, so
 * that telling the same thing twice posts it once; the postings of one source lie side by side under it.
 */
export const ledgerSchema = new Schema(
  {
    _id: String,
    from: String,
    to: String,
    amountCents: Number,
    because: String,
    at: String,
    on: String,
    voucherId: String,
    eventId: String,
    runId: String,
    statementId: String,
    paymentId: String,
    programmeId: String,
    municipalityCode: String,
    year: Number,
    month: String,
    providerId: String,
  },
  { collection: 'ledger', versionKey: false, strict: 'throw' },
);

// A budget's figures read nothing but this index; whether there is money for a voucher, only what touches the appropriation.
ledgerSchema.index(
  { programmeId: 1, year: 1, from: 1, to: 1, municipalityCode: 1, month: 1, amountCents: 1 },
  { partialFilterExpression: { year: { $exists: true } } },
);
// The trial balance of a day reads nothing but this index.
ledgerSchema.index({ on: 1, from: 1, to: 1, amountCents: 1 });
