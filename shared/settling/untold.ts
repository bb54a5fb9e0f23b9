/** What was tried or begun and never became an event: refused attempts and drafts, as they were at an instant. */
import { earliest, latest, type Instant } from '#shared/domain/calendar';
import { isToldAfterAll } from '#shared/domain/settlement/at-risk';
import { pagesOf } from '#shared/persistence/page';
import type { RefusedEvent } from '#shared/persistence/refused-events';
import { standingDays } from '#shared/persistence/sheets/standing';
import type { Stores } from '#shared/persistence/stores';

/** Refused attempts about which nothing was told after all by the instant. */
export async function* refusedUntold(
  stores: Stores,
  filter: Readonly<Record<string, unknown>>,
  knownAt: Instant,
  after?: string,
): AsyncGenerator<RefusedEvent[]> {
  const { refusedEvents } = stores;
  for await (const page of pagesOf(refusedEvents.collection, { ...filter, at: { $lte: knownAt } }, after)) {
    const tried = page.map((document) => refusedEvents.fromDb(document));
    const days = {
      from: earliest(...tried.map(({ fact }) => fact.from)),
      to: latest(...tried.map(({ fact }) => fact.to)),
      knownAt,
    };
    const standing = await standingDays(stores, [...new Set(tried.map(({ voucherId }) => voucherId))], days);
    yield tried.filter(
      ({ fact, voucherId, providerId }) =>
        !isToldAfterAll(
          fact,
          standing.filter((event) => event.voucherId === voucherId && event.providerId === providerId),
        ),
    );
  }
}
