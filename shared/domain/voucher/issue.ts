import { addDays, addMonths, FOREVER, type CalendarDate } from '../calendar.ts';
import type { Client } from '../client/client.ts';
import { voucherId } from '../ids.ts';
import { moveIn } from '../ledger/purses.ts';
import { mayPayOn, type Municipalities } from '../municipality/municipality.ts';
import { payerOn } from '../municipality/payer-on.ts';
import { refused, type Refused } from '../outcome.ts';
import { commitmentAtIssue } from '../pricing/commitment.ts';
import { versionOn, type Programme } from '../programme/programme.ts';
import { highestPriceOn, type Offerer } from '../provider/highest-price.ts';
import type { Voucher } from './voucher.ts';
import { purseOn } from './worth-ahead.ts';
import type { Done } from './write.ts';

export interface IssueCommand {
  readonly number: string;
  readonly units?: number | undefined;
  readonly validFrom: CalendarDate;
  readonly validTo?: CalendarDate | undefined;
}

export interface IssueFacts {
  readonly client: Client;
  readonly programme: Programme;
  readonly municipalities?: Municipalities | undefined;
  /** Who offers the programme, where what it costs follows from their prices. */
  readonly offerers?: readonly Offerer[] | undefined;
  readonly today: CalendarDate;
}

/**
 * Grants a voucher on the terms in force on its first day, and commits its value (569/2009 3 §; domain
 * decision 11). Its validity follows from the programme unless the decision says otherwise.
 */
export const issue = (
  command: IssueCommand,
  { client, programme, municipalities = new Map(), offerers = [], today }: IssueFacts,
  { at, by }: Done,
): Voucher | Refused => {
  const version = versionOn(programme, command.validFrom);
  if (version === undefined) return refused('PROGRAMME_NOT_IN_FORCE');
  if (client.deathDate !== null) return refused('CLIENT_HAS_DIED');
  const { municipalityCode } = payerOn({ client, municipalities }, command.validFrom);
  if (municipalityCode !== null && !mayPayOn(municipalities, municipalityCode, command.validFrom))
    return refused('MUNICIPALITY_NOT_MEMBER', { municipalityCode });
  const counted = programme.kind === 'rehabilitation';
  if (counted && command.units === undefined) return refused('UNITS_REQUIRED');
  if (!counted && command.units !== undefined) return refused('UNITS_NOT_USED_HERE');
  const { months, takeIntoUseDays } = version.validity;
  const validTo = command.validTo ?? (months === null ? FOREVER : addDays(addMonths(command.validFrom, months), -1));
  if (validTo < command.validFrom) return refused('INVALID_PERIOD');
  const grantedUnits = command.units ?? null;
  const committedCents = commitmentAtIssue({
    kind: programme.kind,
    version,
    units: grantedUnits,
    validFrom: command.validFrom,
    validTo,
    birthDate: client.birthDate,
    area: client.area,
    highestPriceCents: highestPriceOn(offerers, programme.id, command.validFrom),
    today,
  });
  const purse = purseOn(command, { client, municipalities }, today);
  return {
    id: voucherId(command.number),
    ver: 1,
    number: command.number,
    clientId: client.id,
    clientBirthDate: client.birthDate,
    programmeId: programme.id,
    kind: programme.kind,
    status: 'issued',
    issuedOn: today,
    validFrom: command.validFrom,
    validTo,
    takeIntoUseBy: takeIntoUseDays === null ? FOREVER : addDays(today, takeIntoUseDays),
    grantedUnits,
    usedUnits: 0,
    reservations: [],
    events: [],
    suspensions: [],
    entryWindows: [],
    valueRaises: [],
    ended: null,
    committedYear: purse.year,
    committedCents,
    journal: [
      {
        seq: 1,
        kind: 'granted',
        at,
        by,
        postings: moveIn(purse, 'appropriation', 'committed', committedCents, 'granted'),
      },
    ],
    toldSeq: 0,
    refusals: [],
  };
};
