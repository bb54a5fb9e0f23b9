import { Schema } from 'mongoose';

/**
 * `payments`: one document a payment, with what the bank has said of it and its own journal. `_id` is made of the
 * statement, and of the attempt from the second on. Shape: `shared/domain/payment/payment.ts`.
 */
export const paymentSchema = new Schema(
  {
    _id: String,
    ver: Number,
    runId: String,
    statementId: String,
    providerId: String,
    attempt: Number,
    endToEndId: String,
    creditor: Schema.Types.Mixed,
    amountCents: Number,
    costs: { type: [Schema.Types.Mixed], default: undefined },
    reference: Schema.Types.Mixed,
    replaces: String,
    messageId: String,
    entries: [Schema.Types.Mixed],
    replacement: Schema.Types.Mixed,
    status: String,
    journal: [Schema.Types.Mixed],
    toldSeq: Number,
    untold: Boolean,
  },
  { collection: 'payments', versionKey: false, strict: 'throw', minimize: false },
);

// From the bank's word to the payment it is about.
paymentSchema.index({ endToEndId: 1 });
// A run's payments in the order of paging, of a message or all.
paymentSchema.index({ runId: 1, _id: 1 });
// Whether a run has payments that are not paid; those of them that wait for a message.
paymentSchema.index({ runId: 1, status: 1, _id: 1 });
// The desk's list: what was rejected, whichever run it was of.
paymentSchema.index({ status: 1, _id: 1 });
// A provider's own.
paymentSchema.index({ providerId: 1, _id: 1 });
// What the ledger has not got yet: mostly empty.
paymentSchema.index({ untold: 1, _id: 1 }, { partialFilterExpression: { untold: true } });
