import { hostname } from 'node:os';
import type { Connection } from 'mongoose';
import { collectionOf } from './records.ts';

/** A worker that has not been heard of for this long does not count. */
const FRESH_MS = 45_000;

/** One document a kind of worker, in `system`: readiness asks whether any is fresh. Real time. */
export const heartbeats = (connection: Connection) => {
  const collection = collectionOf(connection, 'system');
  const owner = `${hostname()}:${process.pid}`;
  return {
    async beat(worker: string): Promise<void> {
      await collection.updateOne(
        { _id: `heartbeat-${worker}` },
        { $set: { at: new Date(), owner } },
        { upsert: true, writeConcern: { w: 1 } },
      );
    },
    async anyFresh(): Promise<boolean> {
      const at = { $gt: new Date(Date.now() - FRESH_MS) };
      return (await collection.findOne({ _id: /^heartbeat-/, at })) !== null;
    },
  };
};

export type Heartbeats = ReturnType<typeof heartbeats>;
