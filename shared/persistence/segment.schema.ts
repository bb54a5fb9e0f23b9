import { Schema } from 'mongoose';

/**
 * `segments`: one document a segment of clients; `_id` is made of the code. A dozen at most, read in the order of
 * `_id`, which is the only index. Shape: `shared/domain/client/segment.ts`.
 */
export const segmentSchema = new Schema(
  {
    _id: String,
    ver: Number,
    code: String,
    name: Schema.Types.Mixed,
    programmeIds: [String],
    recordedAt: String,
    recordedBy: String,
    origin: String,
  },
  { collection: 'segments', versionKey: false, strict: 'throw', minimize: false },
);
