import { Schema } from 'mongoose';

/** `system`: single documents about the installation: the sandbox clock, the workers' heartbeats, leases. */
export const systemSchema = new Schema(
  { _id: String, aheadMs: Number, at: Date, owner: String, until: Date, token: Number },
  { collection: 'system', versionKey: false, strict: 'throw' },
);
