import { Schema } from 'mongoose';

/**
 * `programmes`: one document a programme, with all its versions. Shape: `shared/domain/programme/programme.ts`.
 * `_id` is made of the code, which can thus be taken once. There are dozens of them and they are asked for by
 * `_id` or read as a whole in its order, so the index every collection has is the only one.
 */
export const programmeSchema = new Schema(
  {
    _id: String,
    ver: Number,
    code: String,
    kind: String,
    name: Schema.Types.Mixed,
    versions: { type: [Schema.Types.Mixed], default: [] },
  },
  { collection: 'programmes', versionKey: false, strict: 'throw', minimize: false },
);
