import { Schema } from 'mongoose';

/**
 * `requests`: every idempotency key ever used, for ever (contract, Conventions). `_id` is a digest of caller
 * and key, so that a key means one body, whichever document it is about. `answer` is kept only where no
 * document could keep it, as when the voucher does not exist.
 */
export const requestSchema = new Schema(
  { _id: String, fingerprint: String, at: String, answer: Schema.Types.Mixed, again: Number },
  { collection: 'requests', versionKey: false, strict: 'throw' },
);
