import { Schema } from 'mongoose';

/**
 * `lines`: what is settled, and at the same time the claim to settle it: `_id` is made of the fact, so that a fact
 * has one line in one run, ever. A line counts when its `calc` is among its run's `calcs`. What a run brings forward of an
 * earlier one is claimed here too (`kind: 'carry'`). Shape, and what a document leaves out: `shared/persistence/line-record.ts`.
 */
export const lineSchema = new Schema(
  {
    _id: String,
    runId: String,
    calc: Number,
    statementId: String,
    apart: Boolean,
    kind: String,
    voucherId: String,
    programmeId: String,
    municipalityCode: String,
    segment: String,
    from: String,
    to: String,
    grossCents: Number,
    organiserCents: Number,
    clientCents: Number,
    answers: String,
    trueUpCents: Number,
    trueUpElsewhere: [Schema.Types.Mixed],
    steps: [Schema.Types.Mixed],
    carriedCents: Number,
  },
  { collection: 'lines', versionKey: false, strict: 'throw' },
);

// A statement's lines, but for the visits of the run's own month: those lie together by their ids, and a second index
// would cost as much as the lines themselves.
lineSchema.index({ statementId: 1, _id: 1 }, { partialFilterExpression: { apart: true } });
// What approval has to make even in the ledger, voucher by voucher: lines of months only, and few of those.
lineSchema.index({ runId: 1, voucherId: 1 }, { partialFilterExpression: { trueUpCents: { $exists: true } } });
