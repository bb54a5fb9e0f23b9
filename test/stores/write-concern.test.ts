import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Connection } from 'mongoose';
import { connectMongo, writeConcernOf } from '#shared/persistence/connect';
import { claim } from '#shared/persistence/lines';
import type { PieceRecord } from '#shared/persistence/pieces';
import { openStores, type Stores } from '#shared/persistence/stores';
import { openTestDatabase } from '../database.ts';

describe('when a write counts as kept', () => {
  it.each([
    ['a server that stands alone', {}, 1],
    ['a member of a replica set', { setName: 'rs0' }, 'majority'],
    ['a router of a sharded cluster', { msg: 'isdbgrid' }, 'majority'],
  ])('%s', (_, hello, w) => {
    expect(writeConcernOf(hello)).toMatchObject({ w, j: true, wtimeoutMS: 5_000 });
  });
});

describe('what travels to the store', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let connection: Connection;
  let stores: Stores;
  const asked: { name: string; concern: unknown }[] = [];

  beforeAll(async () => {
    database = await openTestDatabase();
    connection = await connectMongo({ ...database, monitorCommands: true });
    stores = openStores(connection);
    connection.getClient().on('commandStarted', ({ commandName: name, command }) => {
      const { writeConcern: concern } = command as { writeConcern?: unknown };
      asked.push({ name, concern });
    });
  });
  beforeEach(() => void asked.splice(0));
  afterAll(async () => {
    await connection.close();
    await database.close();
  });

  const rows = () => connection.getClient().db(connection.name).collection<{ _id: string; n?: number }>('system');
  const piece: PieceRecord = {
    ...{ id: 'run-1.1.000000', ver: 1, of: 'run-1.1', set: 1, task: { kind: 'carries' }, attempt: 0, earlier: [] },
    ...{ leaseUntil: 0, failures: 0, done: false, held: [] },
  };
  const run = { id: 'run-1', period: '2027-01', calc: 2, generation: 1, earlier: [] } as const;

  it.each<[string, string, () => Promise<unknown>]>([
    ['an aggregate that is new', 'insert', () => stores.pieces.insert(piece)],
    ['an aggregate that moves', 'bulkWrite', () => stores.pieces.swap(piece, { ...piece, ver: 2, attempt: 2 })],
    ['lines, by the bare command', 'insert', () => claim(stores, run, new Map(), [{ _id: 'ln-1' }])],
    ['documents together', 'insert', () => rows().insertMany([{ _id: 'a' }, { _id: 'b' }])],
    ['one document', 'update', () => rows().updateOne({ _id: 'a' }, { $set: { n: 1 } })],
    ['one that is asked for at once', 'findAndModify', () => rows().findOneAndUpdate({ _id: 'a' }, { $set: { n: 2 } })],
    [
      'a bulk of one collection',
      'update',
      () => rows().bulkWrite([{ updateOne: { filter: { _id: 'b' }, update: { $set: { n: 3 } } } }], { ordered: false }),
    ],
    ['what is dropped', 'delete', () => rows().deleteMany({ _id: { $in: ['a', 'b'] } })],
  ])('is %s, waited for until it is in the journal', async (_, command, write) => {
    await write();
    expect(asked).toEqual([{ name: command, concern: { w: 1, wtimeout: 5_000, j: true } }]);
  });
});
