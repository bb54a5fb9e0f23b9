import type { Connection } from 'mongoose';
import type { Municipalities, Municipality } from '#shared/domain/municipality/municipality';
import type { Stores } from './stores.ts';

/** As they are now: for what is asked once, such as a run. */
export const allMunicipalities = async ({
  municipalities,
}: Pick<Stores, 'municipalities'>): Promise<Municipalities> => {
  const found = await municipalities.collection.find({}).sort({ _id: 1 }).toArray();
  return new Map(
    found.map((document): [string, Municipality] => {
      const municipality = municipalities.fromDb(document);
      return [municipality.code, municipality];
    }),
  );
};

/** For so long an event may be recorded by what another process knew of the municipalities before. */
const KNOWN_FOR_MS = 5_000;

interface Known {
  readonly readAt: number;
  readonly municipalities: Promise<Municipalities>;
}
const known = new WeakMap<Connection, Known>();

/**
 * As they were a few seconds ago at most: for what is asked with every event. They change about once a year and long
 * before the day they change for.
 */
export const knownMunicipalities = (stores: Pick<Stores, 'municipalities' | 'connection'>): Promise<Municipalities> => {
  const now = performance.now();
  const last = known.get(stores.connection);
  if (last !== undefined && now - last.readAt < KNOWN_FOR_MS) return last.municipalities;
  const municipalities = allMunicipalities(stores);
  known.set(stores.connection, { readAt: now, municipalities });
  // What could not be read is asked for again with the next event; this one hears of the fault itself.
  municipalities.catch(() => known.delete(stores.connection));
  return municipalities;
};

/** This process has just written one: what it knew is no longer so. */
export const forgetMunicipalities = ({ connection }: Pick<Stores, 'connection'>): void => {
  known.delete(connection);
};
