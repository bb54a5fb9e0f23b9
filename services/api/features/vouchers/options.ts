import { todayOf } from '#shared/clock';
import * as contract from '#shared/contract/vouchers';
import { daysFromTo, firstDayOf, lastDayOf, latest, monthOf, type CalendarDate } from '#shared/domain/calendar';
import type { Client } from '#shared/domain/client/client';
import { priceCapitationMonth } from '#shared/domain/enrolment/capitation';
import type { Cents } from '#shared/domain/money';
import { isRefused } from '#shared/domain/outcome';
import { housingDays } from '#shared/domain/pricing/housing-days';
import { priceHousingMonth } from '#shared/domain/pricing/housing-month';
import { hasFullCoverage, raiseOn, unitValueOn } from '#shared/domain/pricing/value';
import { unitOf, versionOn, type Programme, type Unit } from '#shared/domain/programme/programme';
import { priceOn, type Provider } from '#shared/domain/provider/provider';
import type { Voucher } from '#shared/domain/voucher/voucher';
import type { Deps } from '#api/deps';
import { NOT_FOUND } from '#api/http/reply';
import { replyPage } from '#api/http/page';
import { route } from '#api/http/route';
import { flattened, offeredTo, offeringsOf, offeringView, servingFilter, type Sought } from './offered.ts';
import { findToLookAhead } from './see.ts';

interface Share {
  readonly per: Unit;
  readonly organiserCents: Cents | null;
  readonly clientCents: Cents | null;
}

interface Asked {
  readonly voucher: Voucher;
  readonly client: Client;
  readonly programme: Programme;
  readonly date: CalendarDate;
}

/** What a month of responsibility for this client earns; it costs the client nothing at the centre. */
const capitationShare = ({ voucher, client, programme, date }: Asked): Share => {
  const enrolments = [{ providerId: '', offeringId: '', from: firstDayOf(monthOf(date)), to: null }];
  const [part] = priceCapitationMonth({
    month: monthOf(date),
    programmeCode: programme.code,
    versionOn: (day) => versionOn(programme, day),
    birthDate: voucher.clientBirthDate,
    area: client.area,
    enrolments,
  });
  return { per: 'month', organiserCents: part?.pricing.organiserCents ?? null, clientCents: 0 };
};

/** A whole month like the day, without a day away: the client's fee is the month's. */
const monthShare = ({ voucher, client, programme, date }: Asked, provider: Provider, offeringId: string): Share => {
  const lived = { date, voucherId: voucher.id, providerId: provider.id, offeringId, absence: null };
  const facts = { client, vouchers: [voucher], programmes: [programme], providers: [provider] };
  const priced = housingDays([lived], facts);
  if (isRefused(priced)) return { per: 'month', organiserCents: null, clientCents: null };
  const month = monthOf(date);
  const days = daysFromTo(firstDayOf(month), lastDayOf(month)).flatMap((of) =>
    priced.map((day) => ({ ...day, date: of })),
  );
  const [part] = priceHousingMonth({ month, days });
  const { organiserCents = null, clientCents = null } = part?.pricing ?? {};
  return { per: 'month', organiserCents, clientCents };
};

/** What this offering would cost each on the day, by the terms, raises and income decision in force then. */
const shareOf = (asked: Asked, provider: Provider, offeringId: string, priceCents: Cents): Share => {
  const { voucher, programme, date } = asked;
  const per = unitOf[voucher.kind];
  const version = versionOn(programme, date);
  if (version === undefined) return { per, organiserCents: null, clientCents: null };
  if (voucher.kind === 'soteCentre') return capitationShare(asked);
  if (hasFullCoverage(version, voucher.clientBirthDate, date))
    return { per, organiserCents: priceCents, clientCents: 0 };
  if (version.value.basis === 'incomeTested') return monthShare(asked, provider, offeringId);
  const organiserCents = Math.min(priceCents, unitValueOn(version, raiseOn(voucher.valueRaises, date)) ?? 0);
  return { per, organiserCents, clientCents: priceCents - organiserCents };
};

/** The provider's offerings for the programme that can be chosen on the day, each with its shares. */
const optionsOf = (provider: Provider, asked: Asked, sought: Sought) =>
  offeringsOf(provider, sought).flatMap((found) => {
    const unitPriceCents = priceOn(found.offering, asked.date);
    if (unitPriceCents === undefined) return [];
    const share = shareOf(asked, provider, found.offering.id, unitPriceCents);
    return [{ ...offeringView(provider, found), unitPriceCents, ...share }];
  });

/**
 * GET /v1/vouchers/{id}/options: the client's own share beforehand, with every approved provider (569/2009 6 §).
 * Terms are those of today, or of the voucher's first day when it still lies ahead. A provider is told of its own.
 */
export const listOptions = (deps: Deps) =>
  route(contract.listOptions, async ({ params, query }, who) => {
    const { stores, clock } = deps;
    const today = todayOf(clock);
    const voucher = await findToLookAhead(stores, params.id, who, today);
    if (voucher === null) return NOT_FOUND;
    const [programme, client] = await Promise.all([
      stores.programmes.load(voucher.programmeId),
      stores.clients.load(voucher.clientId),
    ]);
    if (programme === null || client === null) throw new Error(`${voucher.id} has no programme or no client`);
    const asked = { voucher, client, programme, date: latest(today, voucher.validFrom) };
    const sought = { ...query, ...offeredTo(who), programmeId: programme.id, from: asked.date, to: asked.date };
    const shown = await replyPage(stores.providers, servingFilter(sought), query, (provider) =>
      optionsOf(provider, asked, sought),
    );
    return flattened(shown);
  });
