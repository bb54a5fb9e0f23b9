import { Schema } from 'mongoose';

/**
 * `notifications`: one document a message, for ever. `_id` says what it tells and of what, so that nobody is told twice.
 * No address and no name is kept: they are looked up when it is sent.
 */
export const notificationSchema = new Schema(
  {
    _id: String,
    kind: String,
    to: Schema.Types.Mixed,
    about: Schema.Types.Mixed,
    state: String,
    attempts: Number,
    nextAt: String,
    at: String,
    sentAt: String,
  },
  { collection: 'notifications', versionKey: false, strict: 'throw' },
);

// The sheet of what is to be sent: only messages still waiting are in it.
notificationSchema.index({ nextAt: 1, _id: 1 }, { partialFilterExpression: { state: 'pending' } });
