import { Schema } from 'mongoose';

/**
 * `programmes`: one document a programme, with all its versions. Shape: `shared/domain/programme/programme.ts`.
 * `_id` is made of the code, which can thus be taken once. There are dozens of them and they are asked for by
 * `_id` or read as a whole in its order.
 */
export const programmeSchema = new Schema(
  {
    _id: String,
    ver: Number,
    code: String,
    kind: String,
    name: Schema.Types.Mixed,
    versions: { type: [Schema.Types.Mixed], default: [] },
    termsUntold: Schema.Types.Mixed,
  },
  { collection: 'programmes', versionKey: false, strict: 'throw', minimize: false },
);

// Terms that recorded visits have not been told of: mostly empty.
programmeSchema.index({ 'termsUntold.at': 1 }, { partialFilterExpression: { 'termsUntold.at': { $exists: true } } });
