/** What a sote-centre earns by being responsible for a client: so much a year by age and area, month by month. */
import { ageOn, daysFromTo, daysIn, firstDayOf, lastDayOf, type CalendarDate, type Month } from '../calendar.ts';
import { ratio, splitByWeights, sumCents, type Cents } from '../money.ts';
import type { Pricing, PricingStep } from '../pricing/pricing.ts';
import { inRanges, pricingOf, step, versionSource } from '../pricing/steps.ts';
import type { CapitationBand, ProgrammeVersion } from '../programme/programme.ts';

/**
 * The band of a client of an age: one of the client's own area before one that names no area. Where two speak of an
 * age, as when one ends at the age the next begins with, the one that begins later has it. Undefined where no band
 * speaks of such a client.
 */
const bandForAge = (bands: readonly CapitationBand[], age: number, area: string | null): CapitationBand | undefined => {
  const fitting = bands
    .filter(({ fromAge, toAge }) => fromAge <= age && age <= (toAge ?? Infinity))
    .sort((a, b) => b.fromAge - a.fromAge);
  const own = fitting.find((band) => band.area !== undefined && band.area === area);
  return own ?? fitting.find((band) => band.area === undefined);
};

/** The year's amount for a client of an age; undefined where no band speaks of such a client. */
export const annualForAge = (bands: readonly CapitationBand[], age: number, area: string | null): Cents | undefined =>
  bandForAge(bands, age, area)?.annualCents;

/** Month 1-12 of a year's amount: what is earned to its end less what was earned to its start, so twelve make the whole. */
export const capitationMonth = (annualCents: Cents, monthOfYear: number): Cents =>
  ratio(annualCents, monthOfYear, 12) - ratio(annualCents, monthOfYear - 1, 12);

/** A centre's responsibility for the client, both days included; no `to` means until further notice. */
export interface Enrolment {
  readonly providerId: string;
  readonly offeringId: string;
  readonly from: CalendarDate;
  readonly to: CalendarDate | null;
}

export interface CapitationMonth {
  readonly month: Month;
  readonly programmeCode: string;
  readonly versionOn: (date: CalendarDate) => ProgrammeVersion | undefined;
  readonly birthDate: CalendarDate;
  readonly area: string | null;
  readonly enrolments: readonly Enrolment[];
  /** The last day anyone is responsible: the day of death, or the end of validity. */
  readonly lastDay?: CalendarDate | null | undefined;
  /** Whether a day counts for the centre that the client is enrolled with; without it, every day does. */
  readonly counts?: ((enrolment: Enrolment, date: CalendarDate) => boolean) | undefined;
}

export interface CapitationPart {
  readonly providerId: string;
  readonly offeringId: string;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  readonly days: number;
  readonly pricing: Pricing;
}

interface Responsibility {
  readonly enrolment: Enrolment;
  readonly dates: CalendarDate[];
}

/**
 * Whose each day of the month is (the enrolment that started last has it), ordered by each one's last day. A day that
 * does not count for that one is nobody's: the client is not back with the centre before.
 */
const responsibilities = ({ month, enrolments, lastDay, counts }: CapitationMonth): Responsibility[] => {
  const held = enrolments.map((enrolment): Responsibility => ({ enrolment, dates: [] }));
  held.sort((a, b) => (a.enrolment.from < b.enrolment.from ? -1 : a.enrolment.from > b.enrolment.from ? 1 : 0));
  for (const date of daysFromTo(firstDayOf(month), lastDayOf(month))) {
    if (lastDay && date > lastDay) break;
    const holder = held.findLast(
      ({ enrolment }) => enrolment.from <= date && (enrolment.to === null || date <= enrolment.to),
    );
    if (holder !== undefined && counts?.(holder.enrolment, date) !== false) holder.dates.push(date);
  }
  return held
    .filter(({ dates }) => dates.length > 0)
    .sort((a, b) => ((a.dates.at(-1) ?? '') < (b.dates.at(-1) ?? '') ? -1 : 1));
};

/** The month's terms: the version in force on the 1st or, where there is none yet, on the first day of responsibility. */
const termsOf = (asked: CapitationMonth, firstDate: CalendarDate) => {
  const first = firstDayOf(asked.month);
  const version = asked.versionOn(first) ?? asked.versionOn(firstDate);
  if (version === undefined) return undefined;
  const source = versionSource(asked.programmeCode, version);
  if (version.value.basis !== 'capitation') throw new Error(`${source} pays no capitation (${version.value.basis})`);
  const age = Math.max(0, ageOn(asked.birthDate, first));
  const band = bandForAge(version.value.bands, age, asked.area);
  const bandFor = { bandFromAge: band?.fromAge ?? null, bandToAge: band?.toAge ?? null, bandArea: band?.area ?? null };
  return { source, annualCents: band?.annualCents ?? 0, inputs: { ageOnFirst: age, area: asked.area, ...bandFor } };
};

const daysOfMonth = ({ dates }: Responsibility): string => inRanges(dates.map((date) => Number(date.slice(8))));

/** The days of a month's only centre, where some between its first and its last do not count. Of several each names its own. */
const interrupted = (held: readonly Responsibility[]): { readonly daysOfMonth?: string } => {
  const [only, ...others] = held.map(daysOfMonth);
  return others.length === 0 && only?.includes(' ') === true ? { daysOfMonth: only } : {};
};

/** The steps of a line for a centre that had the client more than once in the month: what it earned each time, and the sum. */
export const stepsTogether = (parts: readonly Pick<Pricing, 'organiserCents' | 'steps'>[]): PricingStep[] => {
  const steps = parts.flatMap((part) => part.steps);
  const [first] = steps;
  if (parts.length < 2 || first === undefined) return steps;
  const inputs = Object.fromEntries(
    parts.map(({ organiserCents }, index) => [`part${index + 1}Cents`, organiserCents]),
  );
  return [
    ...steps,
    step('sumOfPartsOfTheMonth', first.source, inputs, sumCents(parts.map(({ organiserCents }) => organiserCents))),
  ];
};

/**
 * What each centre earns of the month (domain decision 7): the month's amount by the client's age on the 1st (one
 * born later counts as 0 years old), by days of responsibility where the client is enrolled, or days count, for a
 * part of it only. With a switch inside the month the centre that has the client last takes the remainder. The organiser
 * pays it all. No parts where no version is in force; parts of 0 cents where no band speaks of such a client.
 */
export const priceCapitationMonth = (asked: CapitationMonth): CapitationPart[] => {
  const held = responsibilities(asked);
  const firstDate = held.flatMap(({ dates }) => dates).sort()[0];
  const terms = firstDate === undefined ? undefined : termsOf(asked, firstDate);
  if (terms === undefined) return [];
  const { source, annualCents, inputs } = terms;
  const monthOfYear = Number(asked.month.slice(5));
  const monthCents = capitationMonth(annualCents, monthOfYear);
  const responsibleDays = held.reduce((sum, { dates }) => sum + dates.length, 0);
  const daysInMonth = daysIn(asked.month);
  const wholeCents = ratio(monthCents, responsibleDays, daysInMonth);
  const monthSteps = [
    step(
      'capitationMonth',
      source,
      { annualCents, monthOfYear, ...inputs, centres: held.length, ...interrupted(held) },
      monthCents,
    ),
    ...(responsibleDays < daysInMonth
      ? [step('byDaysOfResponsibility', source, { monthCents, responsibleDays, daysInMonth }, wholeCents)]
      : []),
  ];
  const shares = splitByWeights(
    wholeCents,
    held.map(({ dates }) => dates.length),
  );
  return held.map((one, index) => {
    const {
      enrolment: { providerId, offeringId },
      dates,
    } = one;
    const shareCents = shares[index] ?? 0;
    const days = dates.length;
    const split = {
      wholeCents,
      daysOfMonth: daysOfMonth(one),
      days,
      responsibleDays,
      earlierDays: held
        .slice(0, index)
        .map((earlier) => earlier.dates.length)
        .join(' '),
      takesRemainder: index === held.length - 1,
    };
    const steps = [
      ...monthSteps,
      ...(held.length > 1 ? [step('splitByDaysOverCentres', source, split, shareCents)] : []),
    ];
    const [from = '', to = from] = [dates[0], dates.at(-1)];
    return { providerId, offeringId, from, to, days, pricing: pricingOf(shareCents, shareCents, steps) };
  });
};
