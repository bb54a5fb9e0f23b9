import { Schema } from 'mongoose';

/** `users`: `_id` is made of the e-mail address, which makes the address unique without an index of its own. */
export const userSchema = new Schema(
  {
    _id: String,
    ver: Number,
    email: String,
    name: String,
    role: String,
    providerId: String,
    clientId: String,
    passwordHash: String,
    tokenVersion: Number,
    disabled: Boolean,
  },
  { collection: 'users', versionKey: false, strict: 'throw' },
);

// From a client to the users who are that client, for a reminder's address.
userSchema.index({ clientId: 1 }, { partialFilterExpression: { clientId: { $type: 'string' } } });
