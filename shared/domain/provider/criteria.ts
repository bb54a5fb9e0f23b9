import type { CalendarDate } from '../calendar.ts';
import type { Provider } from './provider.ts';

/** One condition of approval. `name` is the application's field it is read from, and what a refusal names. */
export interface Criterion {
  readonly name: string;
  readonly source: string;
  readonly holds: (provider: Provider, approvedFrom: CalendarDate) => boolean;
}

/** Entered in the tax administration's prepayment register (ennakkoperintärekisteri). */
export const IN_PREPAYMENT_REGISTER: Criterion = {
  name: 'prepaymentRegister',
  source: '569/2009 5 § 1',
  holds: (provider) => provider.prepaymentRegister,
};

/** Meets the law on private care: the provider and its units are in the supervisor's register, Soteri. */
export const IN_SOTERI: Criterion = {
  name: 'soteriRegistered',
  source: '569/2009 5 § 2; 741/2023 11 § and 21 §',
  holds: (provider) => provider.soteriRegistered,
};

/** Patient or liability insurance in force on the first day of the approval, at least. */
export const INSURED: Criterion = {
  name: 'insuranceValidTo',
  source: '569/2009 5 § 4',
  holds: (provider, approvedFrom) => provider.insuranceValidTo >= approvedFrom,
};

/** The organiser's own criteria are in its rulebook (sääntökirja), which the provider has accepted. */
export const RULEBOOK_ACCEPTED: Criterion = {
  name: 'rulebookAccepted',
  source: '569/2009 5 § 3 and 5',
  holds: (provider) => provider.rulebookAccepted !== false && provider.rulebookAccepted !== '',
};

/** All that must hold: objective, the same for everyone (569/2009 5 §), in the order they are named in a refusal. */
export const CRITERIA: readonly Criterion[] = [IN_PREPAYMENT_REGISTER, IN_SOTERI, INSURED, RULEBOOK_ACCEPTED];

/** The names of the criteria that do not hold on the first day of an approval; none when all do. */
export const lackingOn = (provider: Provider, approvedFrom: CalendarDate): string[] =>
  CRITERIA.filter((criterion) => !criterion.holds(provider, approvedFrom)).map((criterion) => criterion.name);
