import { Schema } from 'mongoose';

/** `sessions`: one document a family of refresh tokens. No token is in it: they are made of its id and generation. */
export const sessionSchema = new Schema(
  {
    _id: String,
    ver: Number,
    userId: String,
    tokenVersion: Number,
    generation: Number,
    startedAt: Number,
    endsAt: Number,
    ended: Schema.Types.Mixed,
    expireAt: Date,
  },
  { collection: 'sessions', versionKey: false, strict: 'throw' },
);

// A session that is over by age is forgotten: the store sweeps it away.
sessionSchema.index({ expireAt: 1 }, { expireAfterSeconds: 0 });

/** `loginLimits`: counters of tries to log in; shape and indexes are those that rate-limiter-flexible expects. */
export const loginLimitSchema = new Schema(
  { key: String, points: Number, expire: Date },
  { collection: 'loginLimits', versionKey: false, strict: 'throw' },
);
loginLimitSchema.index({ key: 1 }, { unique: true });
loginLimitSchema.index({ expire: -1 }, { expireAfterSeconds: 0 });
