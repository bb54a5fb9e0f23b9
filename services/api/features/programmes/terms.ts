import type { VersionBody } from '#shared/contract/programmes';
import type { ServiceKind } from '#shared/domain/programme/programme';
import type { ProgrammeTerms } from '#shared/domain/programme/propose-version';

/**
 * The terms as sent, with what the kind decides where nothing was said: a sote-centre's client fees are the
 * organiser's, and a choice of one binds for six months; elsewhere nobody is bound and the provider collects.
 */
export const termsOf = (
  kind: ServiceKind,
  { feeCollector, lockInMonths, decisionReference, ...terms }: VersionBody,
): ProgrammeTerms => ({
  ...terms,
  feeCollector: feeCollector ?? (kind === 'soteCentre' ? 'organiser' : 'provider'),
  lockInMonths: lockInMonths ?? (kind === 'soteCentre' ? 6 : 0),
  ...(decisionReference === undefined ? {} : { decisionReference }),
});
