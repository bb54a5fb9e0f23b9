import { Schema } from 'mongoose';

/**
 * `lateFacts`: what was done or told after the entry window of its month had closed, and what a run must
 * therefore look at beyond its own month (domain decisions 9 and 10). Insert-only; a settled one stays.
 */
export const lateFactSchema = new Schema(
  {
    _id: String,
    voucherId: String,
    clientId: String,
    kind: String,
    providerId: String,
    eventId: String,
    months: [String],
    at: String,
    about: String,
    toldAt: String,
  },
  { collection: 'lateFacts', versionKey: false, strict: 'throw' },
);

// A run reads the late facts of one kind of service that came after the runs before it.
lateFactSchema.index({ kind: 1, at: 1, _id: 1 });
// A certificate reads those of a month that were told after its run had been asked for.
lateFactSchema.index({ months: 1, providerId: 1, toldAt: 1, _id: 1 });
// A forecast reads those of one provider.
lateFactSchema.index({ providerId: 1, kind: 1, at: 1, _id: 1 });
