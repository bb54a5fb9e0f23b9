import { instantOf, todayOf } from '#shared/clock';
import * as contract from '#shared/contract/forecast';
import { remedyForLeftOut } from '#shared/contract/left-out';
import { relayVouchers } from '#shared/persistence/relay';
import { untoldOfProvider } from '#shared/persistence/sheets/untold';
import type { Stores } from '#shared/persistence/stores';
import { atRisk, type AskedAtRisk, type AtRisk } from '#shared/settling/at-risk';
import { forecast } from '#shared/settling/forecast';
import type { Deps } from '#api/deps';
import { NOT_FOUND, reply } from '#api/http/reply';
import { route } from '#api/http/route';
import { maySee } from '../providers/view.ts';

const PAGE = 500;
/** So many are named; all are counted, and each kind has a list of its own. */
const MOST_NAMED = 500;

/** Tells what the relay has not told yet of this provider's vouchers: a run begins with the same. */
const relayProvider = async ({ stores, clock }: Pick<Deps, 'stores' | 'clock'>, providerId: string): Promise<void> => {
  let ids = await untoldOfProvider(stores, providerId, PAGE);
  while (ids.length > 0) {
    await relayVouchers(stores, ids, instantOf(clock));
    ids = await untoldOfProvider(stores, providerId, PAGE, ids.at(-1));
  }
};

const NAME = { refused: 'refusalId', draft: 'draftId', disputed: 'eventId', late: 'eventId', held: 'eventId' } as const;

const riskView = ({ what, id, code, ...risk }: AtRisk) => ({
  what,
  ...(id === null ? {} : { [NAME[what]]: id }),
  ...risk,
  code,
  remedy: remedyForLeftOut(code),
});

const risksOf = async (stores: Stores, asked: AskedAtRisk) => {
  const named: AtRisk[] = [];
  let count = 0;
  for await (const page of atRisk(stores, asked)) {
    count += page.length;
    named.push(...page.slice(0, MOST_NAMED - named.length));
  }
  return { atRisk: named.map(riskView), atRiskCount: count };
};

/** GET /v1/providers/{id}/forecast: what the next runs will pay, when, and what may miss them. */
export const getForecast = ({ stores, clock }: Deps) =>
  route(contract.getForecast, async ({ params: { id: providerId } }, who) => {
    if (!maySee(who, providerId) || (await stores.providers.load(providerId)) === null) return NOT_FOUND;
    const moment = { now: instantOf(clock), today: todayOf(clock) };
    await relayProvider({ stores, clock }, providerId);
    const told = await forecast(stores, providerId, moment);
    return reply({
      asOf: moment.now,
      runs: told.runs,
      ...(await risksOf(stores, { ...moment, providerId, forecast: told })),
    });
  });
