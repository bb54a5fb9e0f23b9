import { Schema } from 'mongoose';

/**
 * `drafts`: events that providers have begun to tell, those they gave up and those they told included. `open` and
 * `months` are derived for finding: which are drafts still, and the months that one was ever of. Shape:
 * `shared/domain/draft/draft.ts`.
 */
export const draftSchema = new Schema(
  {
    _id: String,
    ver: Number,
    providerId: String,
    name: String,
    told: Schema.Types.Mixed,
    voucherId: String,
    month: String,
    earlier: [Schema.Types.Mixed],
    createdAt: String,
    begunOn: String,
    savedAt: String,
    savedBy: String,
    tries: Number,
    trying: Boolean,
    refusal: String,
    removedAt: String,
    recordedAt: String,
    eventId: String,
    open: Boolean,
    months: [String],
  },
  { collection: 'drafts', versionKey: false, strict: 'throw', minimize: false },
);

// A provider's own, in the order of paging: those only that are drafts still.
draftSchema.index({ providerId: 1, _id: 1 }, { partialFilterExpression: { open: true } });
// What lay about of a month at its cut-off.
draftSchema.index({ months: 1, _id: 1 });
