import type { Instant } from '../calendar.ts';
import type { Provider } from './provider.ts';

/** A change of the account that money goes to, kept for ever: it is what a fraud would begin with. */
export interface IbanChange {
  readonly from: string;
  readonly to: string;
  readonly by: string;
  readonly at: Instant;
  readonly reason: string;
}

/**
 * Registers another account. It counts for statements that are calculated and payments that are paid again from now
 * on; what was approved for the old account goes to the old one. The account it has already changes nothing.
 */
export const changeIban = (provider: Provider, { to, by, at, reason }: Omit<IbanChange, 'from'>): Provider => {
  if (provider.iban === to) return provider;
  const change: IbanChange = { from: provider.iban, to, by, at, reason };
  return { ...provider, iban: to, ibanChanges: [...(provider.ibanChanges ?? []), change] };
};
