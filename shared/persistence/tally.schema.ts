import { Schema } from 'mongoose';

/**
 * `tallies`: what a provider's lines come to, as the piece that wrote them counted; gone when the run is calculated.
 * `_id` is made of the piece, the attempt and the place in the order. Shape: `shared/persistence/tallies.ts`.
 */
export const tallySchema = new Schema(
  {
    _id: String,
    set: Number,
    providerId: String,
    lines: Number,
    grossCents: Number,
    organiserCents: Number,
    clientCents: Number,
    broughtForwardCents: Number,
    linesHash: String,
    costs: [Schema.Types.Mixed],
  },
  { collection: 'tallies', versionKey: false, strict: 'throw' },
);
