import { Schema } from 'mongoose';

/**
 * `municipalities`: one document a municipality, with all that was decided of its membership. `_id` is made of the
 * code. There are a few hundred at most and they are read as a whole in the order of `_id`, so it is the only index.
 * Shape: `shared/domain/municipality/municipality.ts`.
 */
export const municipalitySchema = new Schema(
  {
    _id: String,
    ver: Number,
    code: String,
    decisions: { type: [Schema.Types.Mixed], default: [] },
  },
  { collection: 'municipalities', versionKey: false, strict: 'throw', minimize: false },
);
