import { Schema } from 'mongoose';

/** `statements`: one document a provider and run. Shape: `shared/persistence/statements.ts`. */
export const statementSchema = new Schema(
  {
    _id: String,
    ver: Number,
    calc: Number,
    runId: String,
    period: String,
    providerId: String,
    payee: Schema.Types.Mixed,
    reference: Schema.Types.Mixed,
    endToEndId: String,
    lines: Number,
    grossCents: Number,
    organiserCents: Number,
    clientCents: Number,
    broughtForwardCents: Number,
    payableCents: Number,
    carriedForwardCents: Number,
    linesHash: String,
    costs: [Schema.Types.Mixed],
  },
  { collection: 'statements', versionKey: false, strict: 'throw' },
);

// A run's statements in the order of paging.
statementSchema.index({ runId: 1, _id: 1 });
// A provider's own statements.
statementSchema.index({ providerId: 1, _id: 1 });
// Debts that a later run brings forward: mostly empty.
statementSchema.index({ carriedForwardCents: 1 }, { partialFilterExpression: { carriedForwardCents: { $lt: 0 } } });
// From the bank's confirmation to what it confirms.
statementSchema.index({ endToEndId: 1 });
