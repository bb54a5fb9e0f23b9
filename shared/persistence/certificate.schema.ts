import { Schema } from 'mongoose';

/**
 * `certificates`: what an approved run certifies, as it was first given out; `_id` is made of the run, so that there is
 * one for ever. Shape: `shared/persistence/certificates.ts`.
 */
export const certificateSchema = new Schema(
  { _id: String, runId: String, text: String, sha256: String, createdAt: String },
  { collection: 'certificates', versionKey: false, strict: 'throw' },
);
