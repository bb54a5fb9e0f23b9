import { Schema } from 'mongoose';

/**
 * `paymentFiles`: the bytes handed to the bank, kept before anybody sees them, so that a file asked for again is the
 * same to the last byte. `_id` is `pf-{message}-{form}`, with the number of the take after the first. Shape: `shared/persistence/payment-files.ts`.
 */
export const paymentFileSchema = new Schema(
  {
    _id: String,
    runId: String,
    messageId: String,
    form: String,
    take: Number,
    createdAt: String,
    createdBy: String,
    executionDate: String,
    sha256: String,
    /** Compressed: a payment is mostly the words around it, and a document has a limit. */
    gzip: Buffer,
  },
  { collection: 'paymentFiles', versionKey: false, strict: 'throw' },
);

paymentFileSchema.index({ runId: 1, _id: 1 });

/**
 * `paymentMessages`: which payments each message of payments paid again has. `_id` is the run and the message's number.
 * Shape: `shared/persistence/retry-messages.ts`.
 */
export const paymentMessageSchema = new Schema(
  {
    _id: String,
    runId: String,
    paymentIds: [String],
    executionDate: String,
    take: Number,
    isOut: Boolean,
    createdAt: String,
    createdBy: String,
  },
  { collection: 'paymentMessages', versionKey: false, strict: 'throw' },
);

// How many a run has.
paymentMessageSchema.index({ runId: 1, _id: 1 });
