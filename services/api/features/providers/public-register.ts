import { todayOf } from '#shared/clock';
import * as contract from '#shared/contract/providers';
import type { CalendarDate } from '#shared/domain/calendar';
import type { Programme } from '#shared/domain/programme/programme';
import type { Provider } from '#shared/domain/provider/provider';
import type { Deps } from '#api/deps';
import { replyPage } from '#api/http/page';
import { route } from '#api/http/route';
import { publicView, type RegisterFilter } from './view.ts';

/** Approved today, and with a unit such as is looked for. An approval without `validTo` has no end. */
const registered = (today: CalendarDate, { programmeId, municipalityCode, language }: RegisterFilter) => {
  const approval = {
    ...(programmeId === undefined ? {} : { programmeId }),
    validFrom: { $lte: today },
    validTo: { $not: { $lt: today } },
  };
  const unit = {
    ...(municipalityCode === undefined ? {} : { municipalityCode }),
    ...(language === undefined ? {} : { languages: language }),
  };
  const units = Object.keys(unit).length === 0 ? {} : { units: { $elemMatch: unit } };
  return { approvals: { $elemMatch: approval }, ...units };
};

/**
 * The public list of approved providers, services and prices (569/2009 4 §). Its order is that of the ids,
 * which are made by chance or of a digest: neutral, and the same for everyone.
 */
export const publicRegister = ({ stores, clock }: Deps) =>
  route(contract.publicRegister, ({ query }) => {
    const today = todayOf(clock);
    const programmesOf = async (provider: Provider) => {
      const ids = [...new Set(provider.offerings.map((offering) => offering.programmeId))];
      const found = await Promise.all(ids.map((id) => stores.programmes.load(id)));
      return new Map(found.filter((one): one is Programme => one !== null).map((one) => [one.id, one]));
    };
    return replyPage(stores.providers, registered(today, query), query, async (provider) =>
      publicView(provider, await programmesOf(provider), today, query),
    );
  });
