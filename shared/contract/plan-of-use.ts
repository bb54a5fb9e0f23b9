import { z } from 'zod';
import { addMonths } from '#shared/domain/calendar';
import { MOST_VISITS, visitsInRhythm, type Plan } from '#shared/domain/simulation/plan';
import type { ServiceKind } from '#shared/domain/programme/programme';
import { calendarDate } from './common.ts';
import { absenceReason } from './facts.ts';

const MOST_ABSENCES = 100;
const MOST_MONTHS = 24;

const away = z.strictObject({ from: calendarDate, to: calendarDate, reason: absenceReason });

const timesAWeek = z.int().min(1).max(7);
const timesAMonth = z.int().min(1).max(28);

/** Every field that a plan of some kind may have; which belong together is checked below, and told by name. */
const planFields = z.strictObject({
  visits: z.array(calendarDate).min(1).max(MOST_VISITS).optional().meta({ description: 'The days of the visits.' }),
  from: calendarDate.optional(),
  to: calendarDate.optional().meta({ description: 'The last day, inclusive; within two years of the first.' }),
  perWeek: timesAWeek.optional().meta({
    description: 'So many visits in every seven days from `from` on, spread evenly.',
  }),
  perMonth: timesAMonth.optional().meta({
    description: 'So many visits in every month counted from `from` on, spread evenly.',
  }),
  absences: z.array(away).max(MOST_ABSENCES).optional().meta({
    description: 'Whole calendar days away from housing, inside the stay and not over each other.',
  }),
});
type PlanFields = z.output<typeof planFields>;

type Issue = readonly [path: (string | number)[], message: string];

const spanIssues = (from: string, to: string): Issue[] => {
  if (to < from) return [[['to'], 'must not be before from']];
  return to < addMonths(from, MOST_MONTHS) ? [] : [[['to'], 'must be within two years of from']];
};

const visitIssues = (visits: readonly string[]): Issue[] => {
  const sorted = visits.toSorted();
  const [first = '', last = first] = [sorted[0], sorted.at(-1)];
  const again = visits.flatMap((date, index): Issue[] =>
    visits.indexOf(date) < index ? [[['visits', index], 'is a day of another visit; a day has one']] : [],
  );
  return last < addMonths(first, MOST_MONTHS) ? again : [...again, [['visits'], 'must lie within two years']];
};

const absenceIssues = (absences: PlanFields['absences'] = [], from: string, to: string): Issue[] =>
  absences.flatMap((one, index): Issue[] => {
    const at = (field: string): (string | number)[] => ['absences', index, field];
    if (one.to < one.from) return [[at('to'), 'must not be before from']];
    const isOver = absences.slice(0, index).some((other) => other.from <= one.to && one.from <= other.to);
    return [
      ...(one.from < from ? ([[at('from'), 'must not be before the stay begins']] as Issue[]) : []),
      ...(one.to > to ? ([[at('to'), 'must not be after the stay ends']] as Issue[]) : []),
      ...(isOver ? ([[at('from'), 'must not lie over another absence']] as Issue[]) : []),
    ];
  });

const rhythm = z.object({
  from: calendarDate,
  to: calendarDate,
  perWeek: timesAWeek.optional(),
  perMonth: timesAMonth.optional(),
});

/**
 * The days of a rhythm. What is told is looked at together even where a field by itself is at fault, which is told
 * anyway: such a rhythm is not spread out, however many visits its number names.
 */
const rhythmVisits = (told: z.input<typeof rhythm>): string[] | undefined => {
  const sound = rhythm.safeParse(told);
  if (!sound.success) return undefined;
  const { from, to, perWeek, perMonth } = sound.data;
  if (perWeek !== undefined) return visitsInRhythm({ from, to, times: perWeek, every: 'week' });
  return perMonth === undefined ? undefined : visitsInRhythm({ from, to, times: perMonth, every: 'month' });
};

const issuesOf = ({ visits, from, to, perWeek, perMonth, absences }: PlanFields): Issue[] => {
  const beside = Object.entries({ from, to, perWeek, perMonth, absences }).filter(([, value]) => value !== undefined);
  if (visits !== undefined)
    return [...visitIssues(visits), ...beside.map(([field]): Issue => [[field], 'does not go with visits'])];
  if (from === undefined || to === undefined)
    return Object.entries({ from, to }).flatMap(([field, value]): Issue[] =>
      value === undefined ? [[[field], 'tell either visits, or from and to']] : [],
    );
  const told = Object.entries({ perWeek, perMonth, absences }).filter(([, value]) => value !== undefined);
  const span = spanIssues(from, to);
  if (span.length > 0) return span;
  const tooMany = (rhythmVisits({ from, to, perWeek, perMonth })?.length ?? 0) > MOST_VISITS;
  return [
    ...absenceIssues(absences, from, to),
    ...told.slice(1).map(([field]): Issue => [[field], 'tell one of perWeek, perMonth and absences']),
    ...(tooMany ? ([[['to'], `comes to more than ${MOST_VISITS} visits`]] as Issue[]) : []),
  ];
};

/** How a client means to use a voucher. Faults are named one by one, at the field that has them. */
export const planOfUse = planFields
  .superRefine((told, context) => {
    for (const [path, message] of issuesOf(told)) context.addIssue({ code: 'custom', path: [...path], message });
  })
  .meta({
    id: 'PlanOfUse',
    description:
      'By the kind of the voucher. Rehabilitation: `{visits}`, `{from, to, perWeek}` or `{from, to, perMonth}`. Housing: `{from, to, absences?}`. Sote-centre: `{from, to}`.',
    example: { visits: ['2026-02-02', '2026-02-09'] },
  });

/** What a plan says, by the kind of service it is for. */
export const PLAN_OF = {
  rehabilitation: 'tells the days of visits, or from and to with perWeek or perMonth',
  housing: 'tells from and to, and absences where there are any',
  soteCentre: 'tells from and to',
} as const satisfies Record<ServiceKind, string>;

/** The plan as the rules know it; undefined where it is none for the kind of service. */
export const planFor = (kind: ServiceKind, told: z.output<typeof planOfUse>): Plan | undefined => {
  const { visits, from, to, perWeek, perMonth, absences } = told;
  const span = from === undefined || to === undefined ? undefined : { from, to };
  const inRhythm = span && rhythmVisits({ ...span, perWeek, perMonth });
  if (kind === 'rehabilitation') {
    const days = visits ?? inRhythm;
    return days === undefined ? undefined : { kind, visits: days.toSorted() };
  }
  if (span === undefined || inRhythm !== undefined) return undefined;
  if (kind === 'housing') return { kind, ...span, absences: absences ?? [] };
  return absences === undefined ? { kind, ...span } : undefined;
};
