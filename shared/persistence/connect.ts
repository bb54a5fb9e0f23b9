import { MongoClient, WriteConcern, type Document } from 'mongodb';
import mongoose, { type Connection } from 'mongoose';
import { endUnsent } from './end-unsent.ts';

export interface MongoSettings {
  readonly uri: string;
  readonly dbName: string;
  /** Fires driver events for every command; tests use it to watch the write concern. */
  readonly monitorCommands?: boolean;
}

const PATIENCE = { serverSelectionTimeoutMS: 5_000 } as const;

/**
 * When a write counts as kept, by what the server says of itself. On a replica set it survives the loss of the primary once
 * a majority has it in its journal. A server that stands alone is asked for its own journal by that name: `majority` it
 * answers before the journal is written, and loses what it acknowledged when its process dies (docs/decisions/0006).
 */
export const writeConcernOf = ({ setName, msg }: Document): WriteConcern => {
  const isAlone = setName === undefined && msg !== 'isdbgrid';
  return new WriteConcern(isAlone ? 1 : 'majority', 5_000, true);
};

const askWriteConcern = async (uri: string): Promise<WriteConcern> => {
  const client = new MongoClient(uri, PATIENCE);
  try {
    return writeConcernOf(await client.db('admin').command({ hello: 1 }));
  } finally {
    await client.close();
  }
};

/** The connection's write concern for a command that the driver sends as it is. */
export const bareWriteConcern = ({ writeConcern }: MongoClient): Document => {
  if (writeConcern === undefined) throw new Error('the connection has no write concern');
  const { w, wtimeoutMS, journal } = writeConcern;
  return { w, wtimeout: wtimeoutMS, j: journal };
};

/**
 * One connection for a process. What is written through it, but for heartbeats, waits until it is kept; reads see only what a
 * majority holds. Rejects within seconds when no server answers.
 */
export const connectMongo = async ({ uri, dbName, monitorCommands = false }: MongoSettings): Promise<Connection> => {
  const connection = mongoose.createConnection(uri, {
    ...PATIENCE,
    dbName,
    monitorCommands,
    writeConcern: await askWriteConcern(uri),
    readConcern: { level: 'majority' },
    readPreference: 'primary',
    retryWrites: true,
    maxPoolSize: 32,
    bufferCommands: false,
    autoIndex: false,
    autoCreate: false,
    // A field that is not there is not there: the driver would otherwise keep it as null.
    ignoreUndefined: true,
  });
  return connection.asPromise();
};

mongoose.set('strictQuery', 'throw');
endUnsent();
