import type { Connection, Schema } from 'mongoose';
import type { Collection } from 'mongodb';
import type { Stored } from './aggregate.ts';
import { voucherSchema } from './voucher.schema.ts';
import { requestSchema } from './request.schema.ts';
import { systemSchema } from './system.schema.ts';

/** Every collection with its schema: the indexes it needs are made, or found, before a process says it is ready. */
const SCHEMAS = {
  vouchers: voucherSchema,
  requests: requestSchema,
  system: systemSchema,
} as const satisfies Record<string, Schema>;

/** Registers the models and makes what indexes are missing; safe to run in several processes at once. */
export const prepareCollections = async (connection: Connection): Promise<void> => {
  for (const [name, schema] of Object.entries(SCHEMAS)) {
    const model = connection.models[name] ?? connection.model(name, schema as Schema);
    await model.createCollection();
    await model.createIndexes();
  }
};

export const collectionOf = (connection: Connection, name: string): Collection<Stored> =>
  connection.getClient().db(connection.name).collection<Stored>(name);
