import { latest, yearOf, type CalendarDate } from '../calendar.ts';
import type { Purse } from '../ledger/postings.ts';
import { moveIn, potsOf } from '../ledger/purses.ts';
import { sumCents, type Cents } from '../money.ts';
import { isOpen, type Voucher } from './voucher.ts';
import { purseOn, worthAhead, type WorthFacts } from './worth-ahead.ts';
import { write, type Done } from './write.ts';

type Dated = Pick<Voucher, 'committedYear' | 'issuedOn' | 'validFrom'>;

/** The year whose budget the commitment is in; of a voucher that does not say, the one it was made for. */
export const committedYearOf = ({ committedYear, issuedOn, validFrom }: Dated): number =>
  committedYear ?? yearOf(latest(issuedOn, validFrom));

/** The last day for which money is committed, where the voucher goes on after it; null where nothing more will be. */
export const yearTurnOf = (voucher: Dated & Pick<Voucher, 'validTo' | 'status'>): CalendarDate | null => {
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

type CommittedTo = Pick<Voucher, 'committedYear' | 'committedMunicipality'>;

/** A decision of a later year commits for that year, of the budget of its payer. */
export const laterYear = ({ committedYear = 0 }: CommittedTo, purse: Purse | undefined): CommittedTo =>
  purse === undefined || purse.year <= committedYear
    ? {}
    : { committedYear: purse.year, committedMunicipality: purse.municipalityCode };

/**
 * Where a year has turned, days and months of the new one are committed of its budget, and what was left of the old
 * year's commitment goes back to it; visits not yet used are the new year's promise (domain decision 11). Both are of
 * the payer of the year's first day, as known now. The same voucher where the year is committed already, or the
 * voucher does not reach it.
 */
export const turnYear = (voucher: Voucher, facts: WorthFacts, today: CalendarDate, { at, by }: Done): Voucher => {
  const year = yearOf(today);
  const newYear = `${year}-01-01`;
  if (!isOpen(voucher) || committedYearOf(voucher) >= year || voucher.validTo < newYear) return voucher;
  const purse = purseOn(voucher, facts, newYear);
  const isCounted = voucher.grantedUnits !== null;
  const ahead = isCounted ? 0 : (worthAhead(voucher, facts, newYear) ?? 0);
  const postings = moveIn(purse, 'appropriation', 'committed', ahead, `committed for ${year}`);
  const line = { kind: 'committedForYear', at, by, ref: String(year), postings } as const;
  return write(voucher, today, laterYear(voucher, purse), line);
};
