import { latest, yearOf, type CalendarDate } from '../calendar.ts';
import type { Client } from '../client/client.ts';
import type { Purse } from '../ledger/postings.ts';
import type { Cents } from '../money.ts';
import type { Municipalities } from '../municipality/municipality.ts';
import { payerOn } from '../municipality/payer-on.ts';
import { commitmentAtIssue } from '../pricing/commitment.ts';
import { versionOn, type Programme } from '../programme/programme.ts';
import { highestPriceOn, type Offerer } from '../provider/highest-price.ts';
import { isOpen, remainingUnits, type ValueRaise, type Voucher } from './voucher.ts';
import { statusOf } from './write.ts';

/** What decides how much money a voucher promises, and whose. */
export interface WorthFacts {
  readonly programme: Programme;
  readonly client: Client;
  readonly municipalities: Municipalities;
  /** Who offers the programme, where what it costs follows from their prices; else nobody need be named. */
  readonly offerers: readonly Offerer[];
}

/** Whose money the use of the voucher from a day on is: of the payer and the budget of that day. */
export const purseOn = (
  voucher: Pick<Voucher, 'validFrom'>,
  facts: Pick<WorthFacts, 'client' | 'municipalities'>,
  from: CalendarDate,
): Purse => {
  const day = latest(from, voucher.validFrom);
  return { municipalityCode: payerOn(facts, day).municipalityCode, year: yearOf(day) };
};

/**
 * What the use of the voucher from a day on is worth to the organiser, to the end of that day's year or of validity:
 * what a new grant of the same would commit, by the terms of the day. Undefined where no terms are in force.
 */
export const worthAhead = (
  voucher: Voucher,
  { programme, client, offerers }: Omit<WorthFacts, 'municipalities'>,
  from: CalendarDate,
): Cents | undefined => {
  const validFrom = latest(from, voucher.validFrom);
  const version = versionOn(programme, validFrom);
  if (version === undefined) return undefined;
  return commitmentAtIssue({
    kind: voucher.kind,
    version,
    units: remainingUnits(voucher),
    validFrom,
    validTo: voucher.validTo,
    birthDate: client.birthDate,
    area: client.area,
    raises: voucher.valueRaises,
    highestPriceCents: highestPriceOn(offerers, programme.id, validFrom),
    today: validFrom,
  });
};

/**
 * What a raise of the value (569/2009 8 §) adds to what the voucher promises: the difference for the visits left, or
 * for the days to the end of the year. Nothing for a voucher that has come to its end.
 */
export const worthOfRaise = (
  voucher: Voucher,
  raise: Omit<ValueRaise, 'recordedAt'>,
  facts: Omit<WorthFacts, 'municipalities'>,
  today: CalendarDate,
): Cents => {
  if (!isOpen({ status: statusOf(voucher, today) })) return 0;
  const raised = { ...voucher, valueRaises: [...voucher.valueRaises, { ...raise, recordedAt: '' }] };
  return Math.max(0, (worthAhead(raised, facts, today) ?? 0) - (worthAhead(voucher, facts, today) ?? 0));
};
