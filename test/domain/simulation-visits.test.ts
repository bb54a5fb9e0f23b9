import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ageOn, latest, monthOf, type CalendarDate } from '#shared/domain/calendar';
import { isRefused } from '#shared/domain/outcome';
import { versionOn } from '#shared/domain/programme/programme';
import { priceOn } from '#shared/domain/provider/provider';
import { simulate } from '#shared/domain/simulation/simulate';
import { recordEvent } from '#shared/domain/voucher/record-event';
import { endReservation, reserve } from '#shared/domain/voucher/reserve';
import type { Voucher } from '#shared/domain/voucher/voucher';
import { aVisit, done, on } from '../builders/voucher.ts';
import { aDay, amountsByMonth, LAST, situations, type Situation } from '../builders/plans.ts';

interface Redeemed {
  readonly months: Record<string, [number, number, number]>;
  readonly refused: Record<CalendarDate, string>;
}

/** The client chooses the provider for good, and it records one visit after the other, each on its day. */
const redeem = ({ voucher, provider, ...known }: Situation, visits: readonly CalendarDate[]): Redeemed => {
  const approvedFrom = provider.approvals[0]?.validFrom ?? '';
  const startDate = latest(visits.toSorted()[0] ?? '', voucher.validFrom, approvedFrom);
  const current = voucher.reservations.at(-1);
  const left =
    current === undefined
      ? voucher
      : endReservation(
          voucher,
          { reservationId: current.id, endDate: startDate, reason: 'x' },
          known.today,
          on(known.today),
        );
  const chosen = reserve(done(left), { offeringId: 'off-A', startDate }, { ...known, provider }, on(known.today));
  let state: Voucher = isRefused(chosen) ? done(left) : chosen;
  const months: Redeemed['months'] = {};
  const refused: Redeemed['refused'] = {};
  for (const date of visits.toSorted()) {
    const today = latest(date, known.today);
    const claim = { ...known, voucher: state, provider, offeringId: 'off-A', fact: aVisit(date), today };
    const { next, answer } = recordEvent(claim, { digest: `v${date.replaceAll('-', '')}`, ...on(today) }, []);
    if (answer.outcome === 'refused') {
      refused[date] = answer.code;
      continue;
    }
    state = next;
    const { grossCents, organiserCents, clientCents } = answer.event.pricing;
    const [gross, organiser, client] = months[monthOf(date)] ?? [0, 0, 0];
    months[monthOf(date)] = [gross + grossCents, organiser + organiserCents, client + clientCents];
  }
  return {
    months: Object.fromEntries(Object.entries(months).filter(([, sums]) => sums.some((sum) => sum > 0))),
    refused,
  };
};

/** With the rival for good, some visits used, or with nobody yet. */
const begun = (situation: Situation, used: readonly CalendarDate[] | null): Situation => {
  if (used === null) return situation;
  const [rival] = situation.neighbours;
  if (rival === undefined) throw new Error('there is no rival');
  const { today } = situation;
  const facts = { ...situation, provider: rival };
  let voucher = done(
    reserve(situation.voucher, { offeringId: 'off-B', startDate: situation.voucher.validFrom }, facts, on(today)),
  );
  used.forEach((date, index) => {
    const claim = { ...facts, voucher, offeringId: 'off-B', fact: aVisit(date) };
    voucher = recordEvent(claim, { digest: `b${index}`, ...on(today) }, []).next;
  });
  return { ...situation, voucher };
};

/** The own share as one would work it out on paper. */
const ownShare = ({ programme, provider, voucher, client }: Situation, date: CalendarDate): number => {
  const [offering] = provider.offerings;
  const version = versionOn(programme, date);
  const price = offering && priceOn(offering, date);
  if (version === undefined || price === undefined) throw new Error(`nothing is known of ${date}`);
  const { value, freeOfCharge, fullCoverageUnderAge } = version;
  const isMinor = fullCoverageUnderAge !== null && ageOn(client.birthDate, date) < 18;
  if (freeOfCharge || isMinor || value.basis !== 'flat') return 0;
  const raise = voucher.valueRaises
    .filter(({ validFrom, validTo }) => validFrom <= date && date <= (validTo ?? LAST))
    .toSorted((a, b) => a.validFrom.localeCompare(b.validFrom))
    .at(-1);
  return Math.max(0, price - Math.max(value.unitValueCents, raise?.unitValueCents ?? 0));
};

describe('a plan of visits', () => {
  it('costs exactly what redeeming it costs, whatever changes meanwhile', () => {
    const heard = new Set<string>();
    const plans = fc.uniqueArray(aDay(), { minLength: 1, maxLength: 12 });
    const uses = fc.option(fc.array(aDay('2027-11-01', '2028-01-31'), { maxLength: 3 }));
    fc.assert(
      fc.property(situations('rehabilitation'), uses, plans, (alone, used, visits) => {
        const situation = begun(alone, used);
        const before = structuredClone(situation.voucher);
        const simulated = simulate(
          { kind: 'rehabilitation', visits },
          { provider: situation.provider, offeringId: 'off-A' },
          situation,
        );
        const redeemed = redeem(situation, visits);
        expect(amountsByMonth(simulated)).toEqual(redeemed.months);
        const told = Object.fromEntries(simulated.notTaken.map(({ from, code }) => [from, code]));
        expect(Object.keys(told).sort()).toEqual(Object.keys(redeemed.refused).sort());
        for (const [date, code] of Object.entries(redeemed.refused)) {
          heard.add(code);
          // Before the choice begins, recording knows only that nothing was chosen; the simulation knows why.
          if (code !== 'NOT_RESERVED_WITH_YOU') expect([date, told[date]]).toEqual([date, code]);
        }
        const taken = visits.filter((date) => told[date] === undefined);
        expect(simulated.total.clientCents).toBe(taken.reduce((sum, date) => sum + ownShare(situation, date), 0));
        expect(simulated.months.reduce((sum, { units }) => sum + units, 0)).toBe(taken.length);
        expect(situation.voucher).toEqual(before);
      }),
      { numRuns: 6_000 },
    );
    expect([...heard].sort()).toEqual(
      expect.arrayContaining(['DUPLICATE_EVENT', 'ENTRY_WINDOW_CLOSED', 'NO_UNITS_LEFT', 'OUT_OF_VALIDITY']),
    );
  });
});
