import type { Instant } from '../calendar.ts';
import { refused, type Refused } from '../outcome.ts';
import type { Programme, ProgrammeVersion, ServiceKind, ValueBasis } from './programme.ts';

/** The terms of a version, before anyone has proposed or approved them. */
export type ProgrammeTerms = Omit<
  ProgrammeVersion,
  'number' | 'origin' | 'proposedBy' | 'proposedAt' | 'approvedBy' | 'approvedAt'
>;

/** Who proposes and when; `origin` names the request, so that sending it again proposes nothing more. */
export interface Proposal {
  readonly by: string;
  readonly at: Instant;
  readonly origin: string;
}

/**
 * How each kind may be valued. A sote-centre is paid by capitation and nothing else is: its unit is a month of
 * responsibility, not a price. The long-term care fee is a month's, so only housing is income-tested (734/1992 7 c §).
 */
const VALUED_BY: Record<ServiceKind, readonly ValueBasis['basis'][]> = {
  housing: ['flat', 'incomeTested', 'fullCoverage'],
  rehabilitation: ['flat', 'fullCoverage'],
  soteCentre: ['capitation'],
};

const fits = (kind: ServiceKind, value: ValueBasis): boolean => VALUED_BY[kind].includes(value.basis);

const versionOf = (number: number, terms: ProgrammeTerms, { by, at, origin }: Proposal): ProgrammeVersion => ({
  number,
  ...terms,
  origin,
  proposedBy: by,
  proposedAt: at,
  approvedBy: null,
  approvedAt: null,
});

/** A new programme with its first version, which counts once another person has approved it. */
export const proposeProgramme = (
  programme: Pick<Programme, 'id' | 'code' | 'kind' | 'name'>,
  terms: ProgrammeTerms,
  proposal: Proposal,
): Programme | Refused =>
  fits(programme.kind, terms.value)
    ? { ...programme, ver: 0, versions: [versionOf(1, terms, proposal)] }
    : refused('VALUE_BASIS_NOT_FOR_KIND');

/**
 * A further version. It takes effect later than every version before it, so that no day already priced by an
 * earlier one changes under anybody's feet. The same request again changes nothing.
 */
export const proposeVersion = (
  programme: Programme,
  terms: ProgrammeTerms,
  proposal: Proposal,
): Programme | Refused => {
  if (programme.versions.some((version) => version.origin === proposal.origin)) return programme;
  if (!fits(programme.kind, terms.value)) return refused('VALUE_BASIS_NOT_FOR_KIND');
  const last = programme.versions.at(-1);
  if (last !== undefined && terms.effectiveFrom <= last.effectiveFrom) return refused('VERSION_NOT_LATER');
  const number = programme.versions.length + 1;
  return { ...programme, versions: [...programme.versions, versionOf(number, terms, proposal)] };
};
