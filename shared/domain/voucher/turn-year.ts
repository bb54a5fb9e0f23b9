import { latest, yearOf, type CalendarDate } from '../calendar.ts';
import type { Client } from '../client/client.ts';
import type { Purse } from '../ledger/postings.ts';
import { moveIn, potsOf } from '../ledger/purses.ts';
import { sumCents, type Cents } from '../money.ts';
import { commitmentAtIssue } from '../pricing/commitment.ts';
import { versionOn, type Programme } from '../programme/programme.ts';
import { isOpen, remainingUnits, type Voucher } from './voucher.ts';
import { write, type Done } from './write.ts';

/** The year whose budget the commitment is in; of a voucher that does not say, the one it was made for. */
export const committedYearOf = ({
  committedYear,
  issuedOn,
  validFrom,
}: Pick<Voucher, 'committedYear' | 'issuedOn' | 'validFrom'>): number =>
  committedYear ?? yearOf(latest(issuedOn, validFrom));

/** The last day for which money is committed, where the voucher goes on after it; null where nothing more will be. */
export const yearTurnOf = (
  voucher: Pick<Voucher, 'committedYear' | 'issuedOn' | 'validFrom' | 'validTo' | 'status'>,
): CalendarDate | null => {
  if (!isOpen(voucher)) return null;
  const lastDay = `${committedYearOf(voucher)}-12-31`;
  return voucher.validTo > lastDay ? lastDay : null;
};

/** What is left of the commitment for a year. Visits are granted by their number, whichever year they fall in. */
export const committedFor = (voucher: Voucher, year: number | undefined): Cents =>
  year === undefined || voucher.grantedUnits !== null
    ? voucher.committedCents
    : sumCents(
        potsOf(voucher.journal)
          .filter(({ purse }) => purse === undefined || purse.year === year)
          .map(({ cents }) => cents),
      );

/** A decision of a later year commits for that year. */
export const laterYear = (
  voucher: Pick<Voucher, 'committedYear'>,
  purse: Purse | undefined,
): Pick<Voucher, 'committedYear'> =>
  purse === undefined ? {} : { committedYear: Math.max(voucher.committedYear ?? purse.year, purse.year) };

/**
 * What the use of the voucher from a day on is worth to the organiser, to the end of that day's year or of validity:
 * what a new grant of the same would commit, by the terms of the day. Undefined where no terms are in force.
 */
export const worthAhead = (
  voucher: Voucher,
  { programme, client }: { readonly programme: Programme; readonly client: Pick<Client, 'birthDate' | 'area'> },
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
    today: validFrom,
  });
};

/**
 * A year has turned: days and months of the new one are committed of its budget, and what was left of the old
 * year's commitment goes back to it; visits not yet used are the new year's promise (domain decision 11). The same
 * voucher where the year is committed already, or the voucher does not reach it.
 */
export const turnYear = (
  voucher: Voucher,
  { purse, commitmentCents }: { readonly purse: Purse; readonly commitmentCents: Cents },
  today: CalendarDate,
  { at, by }: Done,
): Voucher => {
  const { year } = purse;
  if (!isOpen(voucher) || committedYearOf(voucher) >= year || voucher.validTo < `${year}-01-01`) return voucher;
  const isCounted = voucher.grantedUnits !== null;
  return write(
    voucher,
    today,
    { committedYear: year },
    {
      kind: 'committedForYear',
      at,
      by,
      ref: String(year),
      postings: moveIn(purse, 'appropriation', 'committed', isCounted ? 0 : commitmentCents, `committed for ${year}`),
    },
  );
};
