import { todayOf } from '#shared/clock';
import * as contract from '#shared/contract/vouchers';
import { daysIn, firstDayOf, latest, monthOf, type CalendarDate } from '#shared/domain/calendar';
import { incomeDecisionOn, type Client } from '#shared/domain/client/client';
import { priceCapitationMonth } from '#shared/domain/enrolment/capitation';
import type { Cents } from '#shared/domain/money';
import { longTermCareFee } from '#shared/domain/pricing/income';
import { versionSource } from '#shared/domain/pricing/steps';
import { hasFullCoverage, raiseOn, unitValueOn } from '#shared/domain/pricing/value';
import { unitOf, versionOn, type Programme, type Unit } from '#shared/domain/programme/programme';
import { isApprovedOn, priceOn, type Provider } from '#shared/domain/provider/provider';
import type { Voucher } from '#shared/domain/voucher/voucher';
import type { Deps } from '#api/deps';
import { NOT_FOUND, reply, type Answer, type Reply } from '#api/http/reply';
import { replyPage } from '#api/http/page';
import { route } from '#api/http/route';
import { findVoucher } from './see.ts';

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

/** A whole month at this price: the client pays the fee, never more than the price, and the organiser the rest. */
const monthShare = (feeCents: Cents, priceCents: Cents, date: CalendarDate): Share => {
  const grossCents = priceCents * daysIn(monthOf(date));
  const clientCents = Math.min(feeCents, grossCents);
  return { per: 'month', organiserCents: grossCents - clientCents, clientCents };
};

/** What this offering would cost each on the day, by the terms, raises and income decision in force then. */
const shareOf = (asked: Asked, priceCents: Cents): Share => {
  const { voucher, client, programme, date } = asked;
  const per = unitOf[voucher.kind];
  const version = versionOn(programme, date);
  if (version === undefined) return { per, organiserCents: null, clientCents: null };
  if (voucher.kind === 'soteCentre') return capitationShare(asked);
  if (hasFullCoverage(version, voucher.clientBirthDate, date))
    return { per, organiserCents: priceCents, clientCents: 0 };
  if (version.value.basis === 'incomeTested') {
    const decision = incomeDecisionOn(client, date);
    if (decision === undefined) return { per: 'month', organiserCents: null, clientCents: null };
    const { feeCents } = longTermCareFee(version.value, decision, versionSource(programme.code, version));
    return monthShare(feeCents, priceCents, date);
  }
  const organiserCents = Math.min(priceCents, unitValueOn(version, raiseOn(voucher.valueRaises, date)) ?? 0);
  return { per, organiserCents, clientCents: priceCents - organiserCents };
};

/** The provider's offerings for the programme that can be chosen on the day, each with its shares. */
const optionsOf = (
  provider: Provider,
  asked: Asked,
  { municipalityCode, language }: { municipalityCode?: string | undefined; language?: string | undefined },
) => {
  if (!isApprovedOn(provider, asked.programme.id, asked.date)) return [];
  return provider.offerings.flatMap((offering) => {
    const unit = provider.units.find(({ id }) => id === offering.unitId);
    const unitPriceCents = priceOn(offering, asked.date);
    if (offering.programmeId !== asked.programme.id || unit === undefined || unitPriceCents === undefined) return [];
    if (municipalityCode !== undefined && unit.municipalityCode !== municipalityCode) return [];
    if (language !== undefined && !unit.languages.includes(language)) return [];
    return [
      {
        offeringId: offering.id,
        providerId: provider.id,
        providerName: provider.name,
        unitId: unit.id,
        unitName: unit.name,
        municipalityCode: unit.municipalityCode,
        street: unit.street,
        languages: unit.languages,
        unitPriceCents,
        ...shareOf(asked, unitPriceCents),
      },
    ];
  });
};

/**
 * GET /v1/vouchers/{id}/options: the client's own share beforehand, with every approved provider (569/2009 6 §).
 * Terms are those of today, or of the voucher's first day when it still lies ahead.
 */
export const listOptions = (deps: Deps) =>
  route(contract.listOptions, async ({ params, query }, who) => {
    const { stores, clock } = deps;
    const voucher = await findVoucher(stores, params.id, who);
    if (voucher === null) return NOT_FOUND;
    const [programme, client] = await Promise.all([
      stores.programmes.load(voucher.programmeId),
      stores.clients.load(voucher.clientId),
    ]);
    if (programme === null || client === null) throw new Error(`${voucher.id} has no programme or no client`);
    const asked = { voucher, client, programme, date: latest(todayOf(clock), voucher.validFrom) };
    const serving = { 'approvals.programmeId': programme.id, 'offerings.programmeId': programme.id };
    const shown = await replyPage(stores.providers, serving, query, (provider) => optionsOf(provider, asked, query));
    return isPage(shown) ? reply({ ...shown.body, items: shown.body.items.flat() }) : shown;
  });

const isPage = (answer: Answer): answer is Reply & { body: { items: unknown[][]; nextCursor: string | null } } =>
  answer.outcome === 'reply';
