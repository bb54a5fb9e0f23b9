import { Schema } from 'mongoose';

const list = { type: [Schema.Types.Mixed], default: [] };

/**
 * `providers`: one document a provider, with its units, approvals, offerings and prices, so that an approval
 * and a price are judged against one state. Shape: `shared/domain/provider/provider.ts`.
 */
export const providerSchema = new Schema(
  {
    _id: String,
    ver: Number,
    businessId: String,
    name: String,
    iban: String,
    ibanChanges: list,
    email: String,
    prepaymentRegister: Boolean,
    soteriRegistered: Boolean,
    insuranceValidTo: String,
    rulebookAccepted: Schema.Types.Mixed,
    status: String,
    units: list,
    approvals: list,
    offerings: list,
    appliedAt: String,
    termsUntold: Schema.Types.Mixed,
  },
  { collection: 'providers', versionKey: false, strict: 'throw', minimize: false },
);

// The office's list of applications waiting, in the order of paging.
providerSchema.index({ status: 1, _id: 1 });
// The public register and a voucher's options: who is approved for a programme, in the order of paging.
providerSchema.index({ 'approvals.programmeId': 1, _id: 1 });
// From an offering to its provider: every event and every choice names an offering.
providerSchema.index({ 'offerings.id': 1 });
// Terms that recorded visits have not been told of: mostly empty.
providerSchema.index({ 'termsUntold.at': 1 }, { partialFilterExpression: { 'termsUntold.at': { $exists: true } } });
