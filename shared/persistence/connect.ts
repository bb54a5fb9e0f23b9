import mongoose, { type Connection } from 'mongoose';

/**
 * One connection for a process. Every write is majority and journalled: on a replica set a write survives the
 * loss of the primary, on the embedded engine the loss of the process (majority alone was seen to lose
 * acknowledged writes there). Reads see only what a majority holds.
 */
export const WRITE_CONCERN = { w: 'majority', j: true, wtimeoutMS: 5_000 } as const;

export interface MongoSettings {
  readonly uri: string;
  readonly dbName: string;
  /** Fires driver events for every command; tests use it to watch the write concern. */
  readonly monitorCommands?: boolean;
}

/** Opens the connection; rejects within seconds when no server answers. */
export const connectMongo = async ({ uri, dbName, monitorCommands = false }: MongoSettings): Promise<Connection> => {
  const connection = mongoose.createConnection(uri, {
    dbName,
    monitorCommands,
    writeConcern: WRITE_CONCERN,
    readConcern: { level: 'majority' },
    readPreference: 'primary',
    retryWrites: true,
    maxPoolSize: 32,
    serverSelectionTimeoutMS: 5_000,
    bufferCommands: false,
    autoIndex: false,
    autoCreate: false,
    // A field that is not there is not there: the driver would otherwise keep it as null.
    ignoreUndefined: true,
  });
  return connection.asPromise();
};

mongoose.set('strictQuery', 'throw');
