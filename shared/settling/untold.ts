/** What was tried or begun and never became an event: refused attempts and drafts, as they were at an instant. */
import type { Document } from 'mongodb';
import type { Instant } from '#shared/domain/calendar';
import { earliest, latest } from '#shared/domain/calendar';
import { isToldAfterAll } from '#shared/domain/settlement/at-risk';
import type { Stored } from '#shared/persistence/aggregate';
import type { RefusedEvent } from '#shared/persistence/refused-events';
import { standingDays } from '#shared/persistence/sheets/standing';
import type { Stores } from '#shared/persistence/stores';
import type { Collection } from 'mongodb';

const PAGE = 500;

/** Pages of a collection in the order of ids. */
export async function* pagesOf(collection: Collection<Stored>, filter: Document, after = ''): AsyncGenerator<Stored[]> {
  for (let last = after; ;) {
    const page = await collection
      .find({ $and: [filter, { _id: { $gt: last } }] })
      .sort({ _id: 1 })
      .limit(PAGE)
      .toArray();
    const end = page.at(-1);
    if (end === undefined) return;
    yield page;
    last = end._id;
  }
}

/** Refused attempts about which nothing was told after all by the instant. */
export async function* refusedUntold(
  stores: Stores,
  filter: Document,
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
