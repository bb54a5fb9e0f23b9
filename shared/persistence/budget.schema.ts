import { Schema } from 'mongoose';

/**
 * `budgets`: one document a programme, payer and year, with every decision on it and what is held of it for
 * decisions that the ledger does not have yet; `_id` is made of the three, so that there is one. Whoever grants names
 * it by its id. Shape: `shared/domain/budget/budget.ts`.
 */
export const budgetSchema = new Schema(
  {
    _id: String,
    ver: Number,
    programmeId: String,
    municipalityCode: String,
    year: Number,
    decisions: { type: [Schema.Types.Mixed], default: [] },
    holds: { type: [Schema.Types.Mixed], default: [] },
  },
  { collection: 'budgets', versionKey: false, strict: 'throw', minimize: false },
);

// The list of a year's budgets, in the order of paging.
budgetSchema.index({ year: 1, _id: 1 });
// A programme's budgets over the years and payers, in the order of paging.
budgetSchema.index({ programmeId: 1, _id: 1 });
