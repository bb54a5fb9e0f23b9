import { Schema } from 'mongoose';

/**
 * `clients`: one document a client. `_id` is made of the blind index of the personal identity code, so that a
 * person can be there once, and the code is not. Names and code are sealed field by field.
 */
export const clientSchema = new Schema(
  {
    _id: String,
    ver: Number,
    birthDate: String,
    municipalityCode: String,
    residences: { type: [Schema.Types.Mixed], default: undefined },
    segments: { type: [Schema.Types.Mixed], default: undefined },
    area: String,
    language: String,
    incomeDecisions: { type: [Schema.Types.Mixed], default: [] },
    deathDate: String,
    deathUntold: Boolean,
    deathRecordedBy: String,
    deathRecordedAt: String,
    sealed: Schema.Types.Mixed,
    origin: String,
    registeredAt: String,
    registeredBy: String,
  },
  { collection: 'clients', versionKey: false, strict: 'throw', minimize: false },
);

// The sheet of deaths that not every voucher knows of yet: mostly empty.
clientSchema.index({ deathUntold: 1, _id: 1 }, { partialFilterExpression: { deathUntold: true } });
