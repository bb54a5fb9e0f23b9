import type { CalendarDate, Instant } from '../calendar.ts';
import { move } from '../ledger/postings.ts';
import type { Programme } from '../programme/programme.ts';
import type { Provider } from '../provider/provider.ts';
import { visitPricing } from './price-event.ts';
import type { ServiceEvent, Voucher } from './voucher.ts';
import { write, type Done } from './write.ts';

/** What prices a voucher's visits. */
export interface PricedBy {
  readonly programme: Programme;
  /** Those of the voucher's events; visits of others are left as they are. */
  readonly providers: readonly Provider[];
}

/** Beyond the commitment, which was made for what is still to come: what was used is owed more, or less. */
const reprices = (voucher: Voucher, event: ServiceEvent, { programme, providers }: PricedBy): ServiceEvent => {
  const { fact, providerId, offeringId, reversed, pricing } = event;
  const provider = providers.find(({ id }) => id === providerId);
  if (reversed !== undefined || provider === undefined) return event;
  if (fact.type !== 'visit' && fact.type !== 'noShow') return event;
  const now = visitPricing({ voucher, fact, offeringId, provider, programme });
  if (now === undefined) return event;
  if (now.grossCents === pricing.grossCents && now.organiserCents === pricing.organiserCents) return event;
  return { ...event, pricing: now, owedCents: now.organiserCents };
};

/**
 * Dates decide, not arrival (domain decision 3): visits that were recorded before a raise, a price or terms of their
 * day were known take the price they would have had. Each keeps the price it had until that was known, so that what
 * was settled by it stays explained. Months of housing and capitation need none of this: every
 * run prices them anew. The same voucher where nothing changes.
 */
export const reprice = (
  voucher: Voucher,
  facts: PricedBy,
  { because, knownAt }: { readonly because: string; readonly knownAt: Instant },
  today: CalendarDate,
  { at, by }: Done,
): Voucher =>
  voucher.events.reduce((state, event) => {
    const now = reprices(state, event, facts);
    if (now === event) return state;
    const before = { until: knownAt, pricing: event.pricing, owedCents: event.owedCents };
    const repriced = { ...now, earlierPricings: [...(event.earlierPricings ?? []), before] };
    return write(
      state,
      today,
      { events: state.events.map((one) => (one.id === event.id ? repriced : one)) },
      {
        kind: 'repriced',
        at,
        by,
        ref: event.id,
        reason: because,
        postings: move('appropriation', 'owed', now.owedCents - event.owedCents, 'priced anew'),
      },
    );
  }, voucher);
