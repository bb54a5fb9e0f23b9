import type { CalendarDate, Instant } from '../calendar.ts';
import { covers } from '../dated.ts';

/** What has been decided of a municipality: since when, and until when, it is of the county, and what it was merged into. */
export interface MembershipDecision {
  readonly id: string;
  readonly name: string;
  readonly memberFrom: CalendarDate;
  /** The last day; null until further notice. */
  readonly memberTo: CalendarDate | null;
  /** The code of the municipality that carries on from `mergedOn`; null while there is none. */
  readonly mergedInto: string | null;
  readonly mergedOn: CalendarDate | null;
  readonly recordedAt: Instant;
  readonly recordedBy: string;
}

/** A municipality by its code (three digits), with all that was ever decided of it; the last decision says it all. */
export interface Municipality {
  readonly id: string;
  readonly ver: number;
  readonly code: string;
  readonly decisions: readonly MembershipDecision[];
}

/** Municipalities by their codes. */
export type Municipalities = ReadonlyMap<string, Municipality>;

/** What holds of a municipality by what was recorded up to an instant; undefined where nothing was. */
export const membershipOf = (
  { decisions }: Pick<Municipality, 'decisions'>,
  knownAt?: Instant,
): MembershipDecision | undefined =>
  decisions.findLast(({ recordedAt }) => knownAt === undefined || recordedAt <= knownAt);

/** A further decision. The same request, known by the decision's id, adds nothing again. */
export const decideMembership = <M extends Municipality>(municipality: M, decision: MembershipDecision): M =>
  municipality.decisions.some(({ id }) => id === decision.id)
    ? municipality
    : { ...municipality, decisions: [...municipality.decisions, decision] };

/**
 * Whether the county may grant on behalf of the municipality on a day. One that was never recorded is not limited:
 * the installation does not keep memberships.
 */
export const mayPayOn = (municipalities: Municipalities, code: string, date: CalendarDate): boolean => {
  const municipality = municipalities.get(code);
  const membership = municipality && membershipOf(municipality);
  if (membership === undefined) return true;
  return covers({ validFrom: membership.memberFrom, validTo: membership.memberTo ?? undefined }, date);
};
