import { clientAsKnown, programmeAsKnown, providerAsKnown, voucherAsKnown } from '#shared/domain/as-known';
import { earliest, latest, type Month } from '#shared/domain/calendar';
import type { Client } from '#shared/domain/client/client';
import { stepsTogether } from '#shared/domain/enrolment/capitation';
import { capitationOfVoucher, type CapitationFacts } from '#shared/domain/enrolment/capitation-of-voucher';
import { sumCents } from '#shared/domain/money';
import { payerOn } from '#shared/domain/municipality/payer-on';
import type { Programme } from '#shared/domain/programme/programme';
import { monthPrefix, type NewLine } from '#shared/domain/settlement/line';
import { monthLines, type MonthPart } from '#shared/domain/settlement/month-lines';
import type { SettledLine } from '#shared/domain/settlement/toward';
import { touchedMonths } from '#shared/domain/settlement/touched-months';
import type { Voucher } from '#shared/domain/voucher/voucher';
import { settledUnder } from '#shared/persistence/lines';
import { allMunicipalities } from '#shared/persistence/municipalities';
import { lookedAtSince, type Gathering } from './gathering.ts';
import { clientsOf, inMap, providersOf, vouchersOf } from './vouchers.ts';

/** One part for each centre: a client who comes back within the month earns it one line. */
const byOffering = (parts: readonly MonthPart[]): MonthPart[] =>
  [...new Set(parts.map(({ offeringId }) => offeringId))].flatMap((offeringId) => {
    const own = parts.filter((part) => part.offeringId === offeringId);
    const [first] = own;
    if (first === undefined) return [];
    return [
      {
        ...first,
        from: earliest(...own.map(({ from }) => from)),
        to: latest(...own.map(({ to }) => to)),
        grossCents: sumCents(own.map(({ grossCents }) => grossCents)),
        organiserCents: sumCents(own.map(({ organiserCents }) => organiserCents)),
        steps: stepsTogether(own),
      },
    ];
  });

/** A voucher as it was known at the cut-off, and the months of it that are looked at. */
interface Asked {
  readonly voucher: Voucher;
  readonly client: Client;
  readonly facts: CapitationFacts;
  readonly months: readonly Month[];
}

const wantedParts = (voucher: Voucher, facts: CapitationFacts, month: Month): MonthPart[] => {
  const parts = capitationOfVoucher(voucher, facts, month);
  return byOffering(
    parts.map(({ pricing: { grossCents, organiserCents, steps }, providerId, offeringId, from, to }) => ({
      providerId,
      offeringId,
      from,
      to,
      grossCents,
      organiserCents,
      steps,
    })),
  );
};

/**
 * Sote-centres: what each earned of the month by being responsible for a client (domain decision 7); and the
 * settled months about which something has become known since. No event says so: being in force does.
 */
export async function* capitation(
  hand: Gathering,
  programmes: ReadonlyMap<string, Programme>,
): AsyncGenerator<NewLine[]> {
  const { stores, run, approved, settledSince } = hand;
  const municipalities = await allMunicipalities(stores);
  for await (const page of vouchersOf(hand, 'soteCentre')) {
    const [clients, providers] = await Promise.all([clientsOf(hand, page), providersOf(hand, page)]);
    const known = { knownAt: run.cutoffAt, settledSince: lookedAtSince(settledSince) };
    const asked = page.map((latest): Asked => {
      const registered = inMap(clients, latest.clientId);
      const programme = programmeAsKnown(inMap(programmes, latest.programmeId), run.cutoffAt);
      const centres = providers.filter(({ id }) => latest.reservations.some(({ providerId }) => providerId === id));
      const touched = touchedMonths(latest, registered, known, { programmes: [programme], providers: centres });
      const [voucher, client] = [voucherAsKnown(latest, run.cutoffAt), clientAsKnown(registered, run.cutoffAt)];
      const atCutoff = centres.map((centre) => providerAsKnown(centre, run.cutoffAt));
      const facts = { client, programme, providers: atCutoff };
      return { voucher, client, facts, months: [...new Set([run.period, ...touched])].sort() };
    });
    const prefixes = asked.flatMap(({ voucher, months }) =>
      months.filter((month) => settledSince.has(month)).map((month) => monthPrefix('soteCentre', voucher.id, month)),
    );
    const settled = await settledUnder(stores, approved, prefixes);
    const linesOf = ({ voucher, client, facts }: Asked, month: Month, before: readonly SettledLine[]): NewLine[] =>
      monthLines({
        kind: 'soteCentre',
        voucherId: voucher.id,
        programmeId: voucher.programmeId,
        month,
        wanted: wantedParts(voucher, facts, month),
        settled: before.filter(({ id }) => id.startsWith(monthPrefix('soteCentre', voucher.id, month))),
        owed: [],
        payerOn: (date) => payerOn({ client, municipalities, knownAt: run.cutoffAt }, date),
      });
    yield asked.flatMap((one) => one.months.flatMap((month) => linesOf(one, month, settled)));
  }
}
