import { z } from 'zod';
import {
  calendarDate,
  idParam,
  idText,
  language,
  listOf,
  localised,
  month,
  municipalityCode,
  page,
  pricingStep,
  signedCents,
} from './common.ts';
import { endpoint } from './endpoint.ts';
import { absenceReason } from './facts.ts';
import { planOfUse } from './plan-of-use.ts';

/** gross = organiser + client, always. */
const amounts = { grossCents: signedCents, organiserCents: signedCents, clientCents: signedCents };

const period = z.object({ from: calendarDate, to: calendarDate });

const simulated = z
  .object({
    offeringId: z.string(),
    providerId: z.string(),
    providerName: z.string(),
    unitId: z.string(),
    unitName: z.string(),
    municipalityCode: z.string(),
    street: z.string(),
    languages: z.array(z.string()),
    months: z.array(
      z.object({
        month,
        ...amounts,
        /** Visits, or days of housing or of responsibility, that the amounts are for. */
        units: z.int(),
        /** Visits or days of the plan that would be refused: `refused` says why. */
        refusedUnits: z.int(),
        /** Only where the question names one offering, and is not a provider's: they hold the client's incomes. */
        steps: z.array(pricingStep).optional(),
      }),
    ),
    years: z.array(z.object({ year: z.string(), ...amounts })),
    total: z.object(amounts),
    refused: z.array(
      z.object({
        code: z.string(),
        remedy: localised,
        /** The first day on which a new choice of centre may take effect, where the present one binds. */
        earliestDate: calendarDate.optional(),
        periods: z.array(period),
      }),
    ),
  })
  .meta({
    id: 'SimulatedOffering',
    description:
      'What the plan comes to where nothing else changes that is known today: prices, terms, raises and income decisions by their days. A month of visits holds the planned visits. A month of housing or of a sote-centre holds what its settlement would hold for this offering, days recorded before among them. The steps of a month are told where one offering is asked for, to anybody but a provider, who is told of its own offerings alone while its reservation is in force.',
  });

/** The plan with its days: those of visits that were told as a rhythm, too. */
const understood = z.object({
  visits: z.array(calendarDate).optional(),
  from: calendarDate.optional(),
  to: calendarDate.optional(),
  absences: z.array(period.extend({ reason: absenceReason })).optional(),
});

export const simulatePlan = endpoint({
  id: 'simulatePlan',
  method: 'post',
  path: '/v1/vouchers/{id}/simulation',
  tag: 'Vouchers',
  summary: 'What a plan of use would cost by month and year with each approved offering. Changes nothing',
  may: 'seeVoucher',
  params: idParam,
  query: z.strictObject({
    ...page,
    municipalityCode: municipalityCode.optional(),
    language: language.optional(),
    offeringId: idText.optional(),
  }),
  body: z.strictObject({ plan: planOfUse }),
  success: { status: 200, body: listOf(simulated).extend({ plan: understood }) },
});
