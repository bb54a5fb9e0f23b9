import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, FOREVER, earliest, latest, monthOf, monthsFromTo, type CalendarDate } from '#shared/domain/calendar';
import { priceCapitationMonth } from '#shared/domain/enrolment/capitation';
import { covers } from '#shared/domain/dated';
import { sumCents } from '#shared/domain/money';
import { isRefused } from '#shared/domain/outcome';
import { versionOn } from '#shared/domain/programme/programme';
import { simulate } from '#shared/domain/simulation/simulate';
import { endReservation, reserve } from '#shared/domain/voucher/reserve';
import type { Voucher } from '#shared/domain/voucher/voucher';
import { done, on } from '../builders/voucher.ts';
import { aDay, amountsByMonth, mostly, situations, type Situation } from '../builders/plans.ts';

interface Enrolment {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}
const enrolments: fc.Arbitrary<Enrolment> = fc
  .record({ from: aDay('2027-11-01', '2028-12-01'), days: mostly(fc.nat({ max: 100 }), fc.nat({ max: 500 })) })
  .map(({ from, days }) => ({ from, to: addDays(from, days) }));

const suspensions = fc.option(
  fc
    .record({ from: aDay('2027-06-01', '2028-12-01'), days: fc.option(fc.nat({ max: 90 })) })
    .map(({ from, days }) => ({ from, resumedOn: days === null ? null : addDays(from, days), reason: 'away' })),
);

/** With a centre since some day, or with none. */
const begun = (situation: Situation, before: { at: 'A' | 'B'; since: CalendarDate } | null): Situation => {
  if (before === null) return situation;
  const [rival] = situation.neighbours;
  const provider = before.at === 'A' ? situation.provider : rival;
  if (provider === undefined) throw new Error('there is no rival');
  const command = { offeringId: `off-${before.at}`, startDate: before.since };
  const chosen = reserve(situation.voucher, command, { ...situation, provider }, on(situation.today));
  return isRefused(chosen) ? situation : { ...situation, voucher: chosen };
};

/** The client enrols from the first day that may be, for as long as planned; one who is there already stays. */
const enrolled = (situation: Situation, { from, to }: Enrolment): Voucher => {
  const { voucher, provider, today } = situation;
  const current = voucher.reservations.at(-1);
  const isThere = current?.offeringId === 'off-A';
  if (isThere && current.startDate <= from) return voucher;
  const startDate = latest(from, voucher.validFrom, provider.approvals[0]?.validFrom ?? '');
  if (startDate > to || (isThere && current.startDate <= startDate)) return voucher;
  const chosen = reserve(voucher, { offeringId: 'off-A', startDate }, situation, on(today));
  if (isRefused(chosen)) return voucher;
  const made = chosen.reservations.at(-1)?.id ?? '';
  return done(endReservation(chosen, { reservationId: made, endDate: to, reason: 'over' }, today, on(today)));
};

/** What the run of each month would settle for the centre. */
const settle = ({ programme, client, provider, neighbours }: Situation, voucher: Voucher, { from, to }: Enrolment) => {
  const months = monthsFromTo(monthOf(from), monthOf(to)).map((month) => {
    const parts = priceCapitationMonth({
      month,
      programmeCode: programme.code,
      versionOn: (date) => versionOn(programme, date),
      birthDate: client.birthDate,
      area: client.area,
      enrolments: voucher.reservations.map((one) => ({ ...one, from: one.startDate, to: one.endDate })),
      lastDay: earliest(voucher.validTo, client.deathDate ?? FOREVER),
      counts: ({ providerId }, date) =>
        [provider, ...neighbours].some(
          ({ id, approvals: [only] }) => id === providerId && only && covers(only, date),
        ) && !voucher.suspensions.some(({ from, resumedOn }) => from <= date && date < (resumedOn ?? FOREVER)),
    }).filter(({ offeringId }) => offeringId === 'off-A');
    const organiserCents = sumCents(parts.map(({ pricing }) => pricing.organiserCents));
    return { month, units: 0, refusedUnits: 0, steps: [], grossCents: organiserCents, organiserCents, clientCents: 0 };
  });
  return amountsByMonth({ months });
};

describe('a plan to enrol with a centre', () => {
  it('earns the centre exactly what its months are settled for', () => {
    const heard = new Set<string>();
    const before = fc.option(fc.record({ at: fc.constantFrom('A', 'B'), since: aDay('2027-06-01', '2028-06-01') }));
    fc.assert(
      fc.property(situations('soteCentre'), before, suspensions, enrolments, (alone, where, still, plan) => {
        const chosen = begun(alone, where);
        const voucher = still === null ? chosen.voucher : { ...chosen.voucher, suspensions: [still] };
        const situation = { ...chosen, voucher };
        const offered = { provider: situation.provider, offeringId: 'off-A' };
        const simulated = simulate({ kind: 'soteCentre', ...plan }, offered, situation);
        expect(amountsByMonth(simulated)).toEqual(settle(situation, enrolled(situation, plan), plan));
        expect(simulated.total.clientCents).toBe(0);
        for (const { code, details } of simulated.notTaken) {
          heard.add(code);
          if (code === 'LOCKED_IN') expect(String(details?.['earliestDate'])).toMatch(/^20\d\d-\d\d-\d\d$/);
        }
      }),
      { numRuns: 2_500 },
    );
    expect([...heard]).toEqual(
      expect.arrayContaining([
        ...['AFTER_DEATH', 'LOCKED_IN', 'OUT_OF_VALIDITY', 'PROVIDER_NOT_APPROVED_ON_DATE', 'VOUCHER_SUSPENDED'],
      ]),
    );
  });
});
