import { z } from 'zod';
import { idText, month, municipalityCode, page, signedCents } from './common.ts';
import { endpoint } from './endpoint.ts';
import { segmentCode } from './municipalities.ts';

/** By what costs may be told apart. */
export const COST_DIMENSIONS = ['programme', 'municipality', 'provider', 'segment', 'month'] as const;
export type CostDimension = (typeof COST_DIMENSIONS)[number];

const isDimension = (text: string): text is CostDimension => (COST_DIMENSIONS as readonly string[]).includes(text);

/** `programme,month`: each once, in the order in which the answer is sorted. */
const groupBy = z
  .string()
  .max(100)
  .default('')
  .transform((text, context): CostDimension[] => {
    const named = text === '' ? [] : text.split(',').map((name) => name.trim());
    const known = named.filter(isDimension);
    if (known.length < named.length || new Set(named).size < named.length)
      context.addIssue({ code: 'custom', message: `must be some of ${COST_DIMENSIONS.join(', ')}, each once` });
    return known;
  });

const sums = {
  lines: z.int(),
  grossCents: signedCents,
  organiserCents: signedCents,
  clientCents: signedCents,
};

const cost = z
  .object({
    programmeId: z.string().optional(),
    /** Null where it was not known who pays. */
    municipalityCode: municipalityCode.nullable().optional(),
    providerId: z.string().optional(),
    segment: z.string().nullable().optional(),
    /** The month of service, also where a later run settled or corrected it. */
    month: month.optional(),
    ...sums,
  })
  .meta({ id: 'Cost' });

export const reportCosts = endpoint({
  id: 'reportCosts',
  method: 'get',
  path: '/v1/reports/costs',
  tag: 'Reports',
  summary: 'What approved settlements cost, by programme, municipality, provider, segment and month of service',
  may: 'seeCosts',
  query: z.strictObject({
    ...page,
    groupBy,
    from: month.optional(),
    to: month.optional(),
    programmeId: idText.optional(),
    municipalityCode: municipalityCode.optional(),
    providerId: idText.optional(),
    segment: segmentCode.optional(),
  }),
  success: {
    status: 200,
    body: z
      .object({
        items: z.array(cost),
        nextCursor: z.string().nullable(),
        /** Of all that was asked for, on whichever page. */
        totals: z.object(sums),
      })
      .meta({ id: 'CostReport' }),
  },
});
