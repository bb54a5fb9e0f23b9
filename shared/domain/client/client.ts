import type { CalendarDate, Instant } from '../calendar.ts';
import { inForce, type From } from '../dated.ts';
import type { Cents } from '../money.ts';

/** The spouse's income, where they have lived together (734/1992 7 c.5 §). */
export interface SpouseIncome {
  readonly netMonthlyIncomeCents: Cents;
  readonly deductionsCents: Cents;
}

/** Income and deductions of 734/1992 10 b-10 d §, decided for a day on; monthly cents. */
export interface IncomeDecision {
  readonly id: string;
  readonly validFrom: CalendarDate;
  readonly netMonthlyIncomeCents: Cents;
  readonly housingCostCents: Cents;
  readonly housingAllowanceCents: Cents;
  readonly medicineCents: Cents;
  readonly otherDeductionsCents: Cents;
  readonly spouse?: SpouseIncome | undefined;
  readonly recordedAt: Instant;
}

/** Where the client lives (kotikunta) from a day on. */
export interface Residence extends From {
  readonly id: string;
  readonly municipalityCode: string;
  readonly recordedAt: Instant;
}

/** The segment (asiakassegmentti) a client belongs to from a day on; null for none. */
export interface Segmentation extends From {
  readonly id: string;
  readonly segment: string | null;
  readonly recordedAt: Instant;
}

/** What the rules need of a client; names and the identity code stay sealed in the store. */
export interface Client {
  readonly id: string;
  readonly ver: number;
  readonly birthDate: CalendarDate;
  /** As told at registration: where the client has lived for as long as nothing else is known. */
  readonly municipalityCode: string;
  /** Later removals, in the order they were recorded. */
  readonly residences?: readonly Residence[] | undefined;
  readonly segments?: readonly Segmentation[] | undefined;
  readonly area: string | null;
  readonly language: string;
  readonly incomeDecisions: readonly IncomeDecision[];
  readonly deathDate: CalendarDate | null;
}

const asKnown = <T extends { readonly recordedAt: Instant }>(
  items: readonly T[] = [],
  knownAt?: Instant,
): readonly T[] => (knownAt === undefined ? items : items.filter(({ recordedAt }) => recordedAt <= knownAt));

/** The code of the municipality the client lives in on a day, by what was recorded up to an instant. */
export const residenceOn = (
  { municipalityCode, residences }: Pick<Client, 'municipalityCode' | 'residences'>,
  date: CalendarDate,
  knownAt?: Instant,
): string => inForce(asKnown(residences, knownAt), date)?.municipalityCode ?? municipalityCode;

/** The client's segment on a day, by what was recorded up to an instant; null where none was. */
export const segmentOn = (
  { segments }: Pick<Client, 'segments'>,
  date: CalendarDate,
  knownAt?: Instant,
): string | null => inForce(asKnown(segments, knownAt), date)?.segment ?? null;

export const incomeDecisionOn = (client: Client, date: CalendarDate): IncomeDecision | undefined =>
  inForce(client.incomeDecisions, date);
