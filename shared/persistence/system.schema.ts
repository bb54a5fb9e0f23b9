import { Schema } from 'mongoose';

/**
 * `system`: single documents about the installation: its first day, the sandbox clock, the workers' heartbeats, the
 * day for which reminders are planned, leases, which keys it is sealed with.
 */
export const systemSchema = new Schema(
  { _id: String, aheadMs: Number, at: Date, on: String, owner: String, until: Date, token: Number, keyId: String },
  { collection: 'system', versionKey: false, strict: 'throw' },
);
