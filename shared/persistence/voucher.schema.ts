import { Schema } from 'mongoose';

const list = { type: [Schema.Types.Mixed], default: [] };

/**
 * `vouchers`: one document a voucher, with its journal. Shape: `shared/domain/voucher/voucher.ts`.
 * `untold`, `dueOn` and `turnsOn` are derived for finding: lines the ledger has not got yet, the last day before
 * something falls due for it, and the last day of the year it is committed for, where it goes on after that.
 * A document of `givenUp`, and perhaps `because`, is no voucher: it keeps anything from being granted under its id
 * (docs/decisions/0003 and 0016).
 */
export const voucherSchema = new Schema(
  {
    _id: String,
    ver: Number,
    number: String,
    clientId: String,
    clientBirthDate: String,
    programmeId: String,
    kind: String,
    status: String,
    issuedOn: String,
    validFrom: String,
    validTo: String,
    takeIntoUseBy: String,
    grantedUnits: Number,
    usedUnits: Number,
    reservations: list,
    events: list,
    suspensions: list,
    entryWindows: list,
    valueRaises: list,
    ended: Schema.Types.Mixed,
    committedYear: Number,
    committedMunicipality: String,
    committedCents: Number,
    journal: list,
    toldSeq: Number,
    refusals: list,
    untold: Boolean,
    dueOn: String,
    turnsOn: String,
    givenUp: Boolean,
    because: Schema.Types.Mixed,
  },
  { collection: 'vouchers', versionKey: false, strict: 'throw', minimize: false },
);

// The relay's sheet: only vouchers with lines to tell are in it.
voucherSchema.index({ untold: 1, _id: 1 }, { partialFilterExpression: { untold: true } });
// The expiry sheet: open vouchers by the day after which they expire.
voucherSchema.index({ dueOn: 1, _id: 1 }, { partialFilterExpression: { dueOn: { $type: 'string' } } });
// The year turn's sheet: open vouchers that go on after the year they are committed for.
voucherSchema.index({ turnsOn: 1, _id: 1 }, { partialFilterExpression: { turnsOn: { $type: 'string' } } });
// A client's vouchers, for the client, for a death, and for housing months that are settled by client.
voucherSchema.index({ clientId: 1, kind: 1, _id: 1 });
// Enrolments and provider's vouchers: who reserved whom, and all vouchers of a kind in order.
voucherSchema.index({ kind: 1, _id: 1 });
voucherSchema.index({ 'reservations.providerId': 1, _id: 1 });
