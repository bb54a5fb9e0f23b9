import { clientAsKnown, programmeAsKnown, providerAsKnown, voucherAsKnown } from '#shared/domain/as-known';
import { monthOf, type Month } from '#shared/domain/calendar';
import type { Client } from '#shared/domain/client/client';
import type { Municipalities } from '#shared/domain/municipality/municipality';
import { payerOn } from '#shared/domain/municipality/payer-on';
import { isRefused } from '#shared/domain/outcome';
import { housingDays, type HousingDay } from '#shared/domain/pricing/housing-days';
import { priceHousingMonth } from '#shared/domain/pricing/housing-month';
import { residenceDays, type ResidenceDay } from '#shared/domain/pricing/residence';
import type { Programme } from '#shared/domain/programme/programme';
import type { Provider } from '#shared/domain/provider/provider';
import type { LeftOutReason } from '#shared/domain/settlement/at-risk';
import { monthPrefix, type NewLine } from '#shared/domain/settlement/line';
import { monthLines, type MonthOwed, type MonthPart } from '#shared/domain/settlement/month-lines';
import type { SettledLine } from '#shared/domain/settlement/toward';
import { touchedMonths } from '#shared/domain/settlement/touched-months';
import { isHeldOut } from '#shared/domain/voucher/dispute-event';
import { payerDay } from '#shared/domain/voucher/payer-day';
import type { ServiceEvent, Voucher } from '#shared/domain/voucher/voucher';
import { settledUnder } from '#shared/persistence/lines';
import { allMunicipalities } from '#shared/persistence/municipalities';
import { lookedAtSince, type Gathering } from './gathering.ts';
import { clientsOf, inMap, isLookedAt, providersOf, vouchersOf, vouchersOfClients } from './vouchers.ts';

/** All that decides what one client's months come to, as it was known at the cut-off. */
interface Household {
  readonly client: Client;
  readonly vouchers: readonly Voucher[];
  readonly programmes: readonly Programme[];
  readonly providers: readonly Provider[];
  readonly municipalities: Municipalities;
}

const asKnown = ({ client, vouchers, programmes, providers, ...rest }: Household, knownAt: string): Household => ({
  ...rest,
  client: clientAsKnown(client, knownAt),
  vouchers: vouchers.map((voucher) => voucherAsKnown(voucher, knownAt)),
  programmes: programmes.map((programme) => programmeAsKnown(programme, knownAt)),
  providers: providers.map((provider) => providerAsKnown(provider, knownAt)),
});

/** Of settled lines, those of the household's month. */
const settledOf = ({ vouchers }: Household, month: Month, settled: readonly SettledLine[]): readonly SettledLine[] => {
  const own = vouchers.map(({ id }) => monthPrefix('housing', id, month));
  return settled.filter(({ id }) => own.some((prefix) => id.startsWith(prefix)));
};

/** The days of the month, of which these lines are settled. */
const daysOf = ({ client, vouchers }: Household, month: Month, settled: readonly SettledLine[]): ResidenceDay[] => {
  const settledAt = [...new Set(settled.map((line) => line.settledAt ?? ''))];
  const heldOut = (event: ServiceEvent) => isHeldOut(event, settledAt);
  return residenceDays({ month, vouchers, clientDeath: client.deathDate, heldOut });
};

type Part = MonthPart & { readonly voucherId: string };

/** What each voucher and offering should get of the month. */
const wantedParts = (month: Month, days: readonly HousingDay[]): Part[] =>
  priceHousingMonth({ month, days }).map(({ voucherId, providerId, offeringId, pricing }) => {
    const dates = days
      .filter((day) => day.voucherId === voucherId && day.offeringId === offeringId)
      .map(({ date }) => date);
    const { grossCents, organiserCents, steps } = pricing;
    return {
      voucherId,
      providerId,
      offeringId,
      from: dates[0] ?? '',
      to: dates.at(-1) ?? '',
      grossCents,
      organiserCents,
      steps,
    };
  });

/** What the events that begin in the month have posted as owed, by whom; a reversed one has taken its own back. */
export const owedOf = (voucher: Voucher, month: Month): MonthOwed[] => {
  const owed = new Map<string, MonthOwed>();
  for (const { fact, reversed, providerId, offeringId, municipalityCode = null, owedCents } of voucher.events) {
    if (reversed !== undefined || monthOf(fact.from) !== month) continue;
    const key = `${offeringId} ${municipalityCode ?? ''}`;
    const sum = (owed.get(key)?.owedCents ?? 0) + owedCents;
    owed.set(key, { providerId, offeringId, municipalityCode, owedCents: sum });
  }
  return [...owed.values()];
};

/**
 * Why a voucher's month waits; undefined where there is nothing of it to settle. A client's month is priced as a whole,
 * so a voucher that lacks nothing waits for the one that does.
 */
const groundToWait = (
  voucher: Voucher,
  household: Household,
  month: Month,
  { days, settled }: { readonly days: readonly ResidenceDay[]; readonly settled: readonly SettledLine[] },
): LeftOutReason | undefined => {
  const own = days.filter(({ voucherId }) => voucherId === voucher.id);
  const priced = housingDays(own, household);
  if (isRefused(priced)) return priced.code;
  const prefix = monthPrefix('housing', voucher.id, month);
  const isConcerned = own.length > 0 || settled.some(({ id }) => id.startsWith(prefix));
  return isConcerned || owedOf(voucher, month).length > 0 ? 'WAITS_FOR_ANOTHER_VOUCHER' : undefined;
};

const linesOfMonth = (
  hand: Gathering,
  household: Household,
  month: Month,
  settled: readonly SettledLine[],
): NewLine[] => {
  const before = settledOf(household, month, settled);
  const days = daysOf(household, month, before);
  const priced = housingDays(days, household);
  if (isRefused(priced)) {
    for (const voucher of household.vouchers) {
      const code = groundToWait(voucher, household, month, { days, settled: before });
      if (code !== undefined) hand.hold({ voucherId: voucher.id, month, code });
    }
    return [];
  }
  const wanted = wantedParts(month, priced);
  return household.vouchers.flatMap((voucher) => {
    const prefix = monthPrefix('housing', voucher.id, month);
    return monthLines({
      kind: 'housing',
      voucherId: voucher.id,
      programmeId: voucher.programmeId,
      month,
      wanted: wanted.filter(({ voucherId }) => voucherId === voucher.id),
      settled: before.filter(({ id }) => id.startsWith(prefix)),
      owed: owedOf(voucher, month),
      payerOn: (date) => payerOn({ ...household, knownAt: hand.run.cutoffAt }, payerDay(voucher, date)),
    });
  });
};

/** Each client is met once: with the first of their vouchers. */
const clientsBeginningHere = (page: readonly Voucher[], all: readonly Voucher[]): string[] => {
  const firstOf = new Map<string, string>();
  for (const { id, clientId } of all) if (!firstOf.has(clientId)) firstOf.set(clientId, id);
  return page.filter(({ id, clientId }) => firstOf.get(clientId) === id).map(({ clientId }) => clientId);
};

/** The same where only one provider's vouchers are read: its clients are few. */
const clientsNotMet = (page: readonly Voucher[], met: Set<string>): string[] => {
  const fresh = [...new Set(page.map(({ clientId }) => clientId))].filter((id) => !met.has(id));
  for (const id of fresh) met.add(id);
  return fresh;
};

/**
 * Housing: every client's month as a whole, over all of their vouchers; and their settled months about which
 * something has become known since (domain decisions 4 to 6 and 10).
 */
export async function* housing(hand: Gathering, programmes: readonly Programme[]): AsyncGenerator<NewLine[]> {
  const { stores, run, approved, settledSince, providerId } = hand;
  const met = new Set<string>();
  const municipalities = await allMunicipalities(stores);
  for await (const page of vouchersOf(hand, 'housing')) {
    const all = await vouchersOfClients(hand, 'housing', [...new Set(page.map(({ clientId }) => clientId))]);
    const [clients, providers] = await Promise.all([clientsOf(hand, page), providersOf(hand, all)]);
    const fresh =
      providerId === undefined
        ? clientsBeginningHere(
            page,
            all.filter((voucher) => isLookedAt(voucher, run)),
          )
        : clientsNotMet(page, met);
    const households = fresh.map((clientId): Household => {
      const vouchers = all.filter((voucher) => voucher.clientId === clientId);
      return { client: inMap(clients, clientId), vouchers, programmes, providers, municipalities };
    });
    const known = { knownAt: run.cutoffAt, settledSince: lookedAtSince(settledSince) };
    const asked = households.map((household) => {
      const touched = household.vouchers.flatMap((voucher) =>
        touchedMonths(voucher, household.client, known, household),
      );
      return { household: asKnown(household, run.cutoffAt), months: [...new Set([run.period, ...touched])].sort() };
    });
    const prefixes = asked.flatMap(({ household, months }) =>
      months
        .filter((month) => settledSince.has(month))
        .flatMap((month) => household.vouchers.map(({ id }) => monthPrefix('housing', id, month))),
    );
    const settled = await settledUnder(stores, approved, prefixes);
    yield asked.flatMap(({ household, months }) =>
      months.flatMap((month) => linesOfMonth(hand, household, month, settled)),
    );
  }
}

/** Those of some clients whose month of the run cannot be priced by what was known at its cut-off. */
export const unpricedAmong = async (
  hand: Pick<Gathering, 'stores' | 'run' | 'approved'>,
  clientIds: readonly string[],
): Promise<Set<string>> => {
  if (clientIds.length === 0) return new Set();
  const { stores, run, approved } = hand;
  const all = await vouchersOfClients(hand, 'housing', clientIds);
  const [clients, providers, found, municipalities, settled] = await Promise.all([
    clientsOf(hand, all),
    providersOf(hand, all),
    stores.programmes.collection.find({}).toArray(),
    allMunicipalities(stores),
    settledUnder(
      stores,
      approved,
      all.map(({ id }) => monthPrefix('housing', id, run.period)),
    ),
  ]);
  const programmes = found.map((document) => stores.programmes.fromDb(document));
  const isUnpriced = (clientId: string): boolean => {
    const vouchers = all.filter((voucher) => voucher.clientId === clientId);
    const latest = { client: inMap(clients, clientId), vouchers, programmes, providers, municipalities };
    const household = asKnown(latest, run.cutoffAt);
    const days = daysOf(household, run.period, settledOf(household, run.period, settled));
    return isRefused(housingDays(days, household));
  };
  return new Set(clientIds.filter(isUnpriced));
};
