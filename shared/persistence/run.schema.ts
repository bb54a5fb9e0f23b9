import { Schema } from 'mongoose';

/**
 * `runs`: one document a settlement run; `_id` is made of period and round, so that a month can have its run once.
 * Shape: `shared/persistence/runs.ts`.
 */
export const runSchema = new Schema(
  {
    _id: String,
    ver: Number,
    period: String,
    round: Number,
    dryRun: Boolean,
    status: String,
    calc: Number,
    generation: Number,
    calcs: [Number],
    stage: Schema.Types.Mixed,
    against: [String],
    startedBy: String,
    cutoffAt: String,
    asKnownAt: String,
    requestedAt: String,
    createdAt: String,
    progress: Schema.Types.Mixed,
    hash: String,
    totals: Schema.Types.Mixed,
    held: [Schema.Types.Mixed],
    approvedBy: String,
    approvedAt: String,
    paymentDay: String,
    failure: String,
    failures: Number,
    leaseUntil: Number,
    posted: Boolean,
    origins: [String],
  },
  { collection: 'runs', versionKey: false, strict: 'throw', minimize: false },
);

// The settlement worker's sheet, and the count of runs in work.
runSchema.index({ status: 1, _id: 1 });
// The newest first, of one period or of all.
runSchema.index({ createdAt: -1, _id: -1 });
// The latest of a period, to ask for it anew or for a further one.
runSchema.index({ period: 1, dryRun: 1, round: -1 });
