import { z } from 'zod';
import { OVERRUNS } from '#shared/domain/budget/budget';
import {
  calendarDate,
  idParam,
  idText,
  instant,
  listOf,
  month,
  municipalityCode,
  orNothing,
  page,
  pricingStep,
  signedCents,
} from './common.ts';
import { endpoint } from './endpoint.ts';

const tag = 'Budgets';

/** A year's appropriation may be more than any single amount: up to ten thousand million euros. */
const appropriation = z.int().min(0).max(1_000_000_000_000);
const year = z.int().min(1990).max(2199);
const percent = z.int().min(1).max(100);

const decision = {
  appropriationCents: appropriation,
  onOverrun: z.enum(OVERRUNS),
  warnAtPercent: percent.nullable(),
  decidedAt: instant,
  decidedBy: z.string(),
};

/** appropriation = committed + owed + payable + paid + free, to the cent, always. */
const figures = z
  .object({
    appropriationCents: signedCents,
    committedCents: signedCents,
    owedCents: signedCents,
    payableCents: signedCents,
    paidCents: signedCents,
    freeCents: signedCents,
    spentCents: signedCents,
  })
  .meta({ id: 'BudgetFigures' });

const budgetFields = {
  id: z.string(),
  programmeId: z.string(),
  /** Null for all municipalities of the programme together. */
  municipalityCode: municipalityCode.nullable(),
  year,
  ...decision,
  /** Every decision on it, oldest first; the last holds. */
  decisions: z.array(z.object(decision)),
  figures,
};
const budget = z.object(budgetFields).meta({ id: 'Budget' });

const budgetWithForecast = z
  .object({
    ...budgetFields,
    /** What each month of service has cost so far. */
    months: z.array(z.object({ month, spentCents: signedCents })),
    forecast: z.object({
      asOf: calendarDate,
      forecastCents: signedCents,
      lowCents: signedCents,
      highCents: signedCents,
      leftCents: signedCents,
      steps: z.array(pricingStep),
    }),
  })
  .meta({ id: 'BudgetWithForecast' });

/** Told with what was granted although a budget has too little left, or is nearly used. */
export const budgetWarning = z
  .object({
    code: z.enum(['BUDGET_EXCEEDED', 'BUDGET_NEARLY_USED']),
    budgetId: z.string(),
    freeCents: signedCents,
    neededCents: signedCents,
  })
  .meta({ id: 'BudgetWarning' });

export const decideBudget = endpoint({
  id: 'decideBudget',
  method: 'post',
  path: '/v1/budgets',
  tag,
  summary: "Set a programme's appropriation for a year, of one municipality or of all; told again, a further decision",
  may: 'decideBudget',
  idempotencyKey: 'accepted',
  body: z.strictObject({
    programmeId: idText,
    municipalityCode: orNothing(municipalityCode),
    year,
    appropriationCents: appropriation,
    onOverrun: z.enum(OVERRUNS),
    warnAtPercent: orNothing(percent),
  }),
  success: { status: 201, body: budget },
});

export const listBudgets = endpoint({
  id: 'listBudgets',
  method: 'get',
  path: '/v1/budgets',
  tag,
  summary: 'The budgets with their figures: committed, owed, payable, paid and free',
  may: 'seeBudgets',
  query: z.strictObject({
    ...page,
    programmeId: idText.optional(),
    municipalityCode: municipalityCode.optional(),
    year: z.coerce.number().int().min(1990).max(2199).optional(),
  }),
  success: { status: 200, body: listOf(budget) },
});

export const getBudget = endpoint({
  id: 'getBudget',
  method: 'get',
  path: '/v1/budgets/{id}',
  tag,
  summary: "One budget with its figures, its months and the forecast to the year's end",
  may: 'seeBudgets',
  params: idParam,
  success: { status: 200, body: budgetWithForecast },
});
