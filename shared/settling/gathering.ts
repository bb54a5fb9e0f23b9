/**
 * Gathering: which lines the facts call for. Reads the stores and asks the rules; writes nothing. A run keeps what is
 * gathered; a forecast only shows it, so that both come to the same.
 */
import { addMonthsToMonth, firstDayOf, type Instant, type Month } from '#shared/domain/calendar';
import { LOOK_BACK_MONTHS, parameterOn } from '#shared/domain/parameters';
import type { SettlementRun } from '#shared/domain/settlement/run';
import type { ProviderRange, VoucherRange } from '#shared/persistence/pieces';
import type { ApprovedRuns, Held } from '#shared/persistence/runs';
import type { Stores } from '#shared/persistence/stores';

export interface Gathering {
  readonly stores: Stores;
  readonly run: Pick<SettlementRun, 'id' | 'period' | 'cutoffAt'>;
  readonly approved: ApprovedRuns;
  /** The months before this one, and this one too in a further run, whose run is approved, with its cut-off. */
  readonly settledSince: ReadonlyMap<Month, string>;
  /** Tells of a month that cannot be priced. */
  readonly hold: (held: Held) => void;
  /** Only what concerns this provider. What else its clients' months bring to light may come along. */
  readonly providerId?: string | undefined;
  /** Only vouchers of months in this range: a run is gathered in parts. */
  readonly vouchers?: VoucherRange | undefined;
  /** Only visits with providers in this range. */
  readonly providers?: ProviderRange | undefined;
}

/** The first month that is still looked at beside a period for what has become known since it was settled. */
export const lookedBackTo = (period: Month): Month =>
  addMonthsToMonth(period, -parameterOn(LOOK_BACK_MONTHS, firstDayOf(period)));

/** When each settled month up to a period was settled: what its first run already knew needs no second look. */
export const settledMonths = (approved: ApprovedRuns, upTo: Month, from: Month): Map<Month, string> => {
  const months = new Map<Month, string>();
  for (const { period, cutoffAt } of approved.values()) {
    if (period < from || period > upTo) continue;
    const known = months.get(period);
    if (known === undefined || cutoffAt < known) months.set(period, cutoffAt);
  }
  return months;
};

/** What was decided so shortly before a cut-off may have been kept after the run had read. */
const ON_ITS_WAY_MS = 3_600_000;

/** From which instant on facts about the settled months are looked at: those of the last hour before a cut-off once more. */
export const lookedAtSince = (settledSince: ReadonlyMap<Month, Instant>): Map<Month, Instant> =>
  new Map(
    [...settledSince].map(([month, cutoffAt]) => [month, new Date(Date.parse(cutoffAt) - ON_ITS_WAY_MS).toISOString()]),
  );
