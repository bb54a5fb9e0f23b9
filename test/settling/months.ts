import { addDays, addMonthsToMonth, daysFromTo, firstDayOf, lastDayOf, type Month } from '#shared/domain/calendar';
import type { ServiceKind } from '#shared/domain/programme/programme';
import { openCounty, type County, type Told } from '../builders/county.ts';
import type { Agent } from '../world.ts';

/** Numbers that look like chance and are the same for the same seed (mulberry32). */
const chance = (seed: number) => {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    /** One of them, by chance. */
    of: <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T,
  };
};

export const PROVIDERS = ['a', 'b', 'h', 'k', 's', 't'] as const;
const KIND: Record<(typeof PROVIDERS)[number], ServiceKind> = {
  ...{ a: 'rehabilitation', b: 'rehabilitation', h: 'housing', k: 'housing', s: 'soteCentre', t: 'soteCentre' },
};

/** A voucher with whom it is, and what stands on it. */
interface Held {
  readonly voucher: Told;
  readonly provider: (typeof PROVIDERS)[number];
  readonly client: Agent;
  events: Told[];
}

/** Six providers of three services, and months in which everything happens to them that may, by chance. */
export const openMonths = async (first: Month, seed: number) => {
  const county: County = await openCounty(firstDayOf(first));
  const { next, of } = chance(seed);
  for (const kind of ['rehabilitation', 'housing', 'soteCentre'] as const) await county.programme(kind);
  for (const letter of PROVIDERS) {
    const price = { rehabilitation: 6_200, housing: 17_000, soteCentre: 0 }[KIND[letter]];
    await county.provider(letter, KIND[letter], price);
  }
  const held: Held[] = [];
  for (const [index, provider] of [...PROVIDERS, ...PROVIDERS].entries()) {
    const voucher = await county.voucher(
      await county.client(`${index}`),
      KIND[provider],
      provider,
      addDays(firstDayOf(first), index),
    );
    const client = await county.world.as('client', { clientId: `cli-${index}` });
    held.push({ voucher, provider, client, events: [] });
  }
  const visits = held.filter(({ provider }) => KIND[provider] === 'rehabilitation');
  const homes = held.filter(({ provider }) => KIND[provider] === 'housing');
  const fact = ({ voucher, provider }: Held, body: object) => ({
    voucherNumber: voucher['number'],
    offeringId: county.offering(provider, KIND[provider]),
    ...body,
  });

  /** Tells it; what a rule refuses (a day told twice, say) is no event. */
  const tell = async (one: Held, body: object): Promise<void> => {
    const told = await county.post(one.provider, fact(one, body));
    if (told.status === 201) one.events.push(told.body as Told);
  };
  const takeBack = async (one: Held, replacement?: object): Promise<void> => {
    const event = one.events.pop();
    if (event === undefined) return;
    const told = await county.coordinator
      .post(`/v1/service-events/${event.id}/reversal`)
      .send({ reason: 'a mistake', ...(replacement === undefined ? {} : { replacement: fact(one, replacement) }) });
    const right = (told.body as { replacement?: Told | null }).replacement;
    if (right) one.events.unshift(right);
  };
  const visit = (month: Month) => ({
    type: 'visit',
    date: of(daysFromTo(firstDayOf(month), lastDayOf(month))),
    units: 1,
  });

  const disputed = new Set<string>();
  const dispute = async ({ client, events }: Held): Promise<void> => {
    const event = events.at(-1);
    if (event === undefined) return;
    const told = await client.post(`/v1/service-events/${event.id}/dispute`).send({ reason: 'nobody came' });
    if ((told.body as Told)['status'] === 'disputed') disputed.add(event.id);
  };
  /** Every dispute that waits, one way or the other. */
  const resolve = async (): Promise<void> => {
    for (const id of disputed)
      await county.coordinator
        .post(`/v1/service-events/${id}/dispute/resolution`)
        .send({ outcome: of(['upheld', 'dismissed']), reason: 'looked into' })
        .expect(200);
    disputed.clear();
  };

  return {
    county,
    /** A month as it is recorded while it runs and until its window closes; a quiet provider has next to nothing to tell. */
    live: async (month: Month, quiet?: string): Promise<void> => {
      county.turnTo(lastDayOf(month));
      for (const one of visits)
        for (let n = 0; n < (one.provider === quiet ? 1 : 2 + next() * 4); n += 1) await tell(one, visit(month));
      for (const one of homes) {
        const days = daysFromTo(firstDayOf(month), lastDayOf(month));
        const from = of(days.slice(0, 20));
        await tell(one, { type: 'stay', from, to: lastDayOf(month) });
        if (next() < 0.5) {
          const away = of(days.slice(20, 25));
          await tell(one, { type: 'absence', reason: of(['leave', 'hospital']), from: away, to: addDays(away, 2) });
        }
      }
      for (const one of held) {
        if (next() < 0.2) await takeBack(one);
        if (next() < 0.3) await dispute(one);
        if (next() < 0.2 && visits.includes(one)) await takeBack(one, visit(month));
      }
    },
    /** What comes to light of a month after its run: taken back, put right, told late through an opened window. */
    lookBack: async (month: Month, debts: number): Promise<void> => {
      if (next() < 0.7) await resolve();
      for (const one of visits) {
        const window = { period: month, openUntil: lastDayOf(addMonthsToMonth(month, 1)), reason: 'late' };
        await county.coordinator.post(`/v1/vouchers/${one.voucher.id}/entry-windows`).send(window).expect(201);
        if (next() < 0.4) await tell(one, visit(month));
        if (one.provider === 'a') for (let n = 0; n < debts; n += 1) await takeBack(one);
        if (next() < 0.3) await takeBack(one, visit(month));
      }
      const clientId = `cli-${Math.floor(next() * 12)}`;
      const medicineCents = Math.floor(next() * 20_000);
      const { id: _, recordedAt: __, ...decision } = county.decision({ validFrom: firstDayOf(month), medicineCents });
      if (next() < 0.5)
        await county.coordinator.post(`/v1/clients/${clientId}/income-decisions`).send(decision).expect(201);
      if (next() < 0.3) await takeBack(of(homes));
      const raise = { validFrom: visit(month).date, unitValueCents: 5_000, reason: 'a heavier need' };
      await county.coordinator
        .post(`/v1/vouchers/${of(visits).voucher.id}/value-raises`)
        .send(raise)
        .expect(201);
      await dispute(of(held));
    },
  };
};
