import { Schema } from 'mongoose';

/**
 * `pieces`: what a settlement run under calculation is divided into, one document each; gone when the run is
 * calculated. `_id` is made of the run, the number of the attempt that divided it, and the place in the order.
 * Shape: `shared/persistence/pieces.ts`.
 */
export const pieceSchema = new Schema(
  {
    _id: String,
    ver: Number,
    of: String,
    set: Number,
    task: Schema.Types.Mixed,
    attempt: Number,
    earlier: [Number],
    leaseUntil: Number,
    failures: Number,
    done: Boolean,
    held: [Schema.Types.Mixed],
  },
  { collection: 'pieces', versionKey: false, strict: 'throw', minimize: false },
);

// Which pieces of a division are to be had, and how many are done.
pieceSchema.index({ of: 1, done: 1, leaseUntil: 1 });
