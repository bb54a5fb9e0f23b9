import type { Connection, Schema } from 'mongoose';
import type { Collection } from 'mongodb';
import type { Stored } from './aggregate.ts';
import { loginLimitSchema, sessionSchema } from './session.schema.ts';
import { userSchema } from './user.schema.ts';
import { clientSchema } from './client.schema.ts';
import { programmeSchema } from './programme.schema.ts';
import { providerSchema } from './provider.schema.ts';
import { budgetSchema } from './budget.schema.ts';
import { municipalitySchema } from './municipality.schema.ts';
import { segmentSchema } from './segment.schema.ts';
import { voucherSchema } from './voucher.schema.ts';
import { requestSchema } from './request.schema.ts';
import { systemSchema } from './system.schema.ts';
import { ledgerSchema } from './ledger.schema.ts';
import { eventSchema } from './event.schema.ts';
import { lateFactSchema } from './late-fact.schema.ts';
import { refusedEventSchema } from './refused-event.schema.ts';
import { draftSchema } from './draft.schema.ts';
import { notificationSchema } from './notification.schema.ts';
import { runSchema } from './run.schema.ts';
import { pieceSchema } from './piece.schema.ts';
import { tallySchema } from './tally.schema.ts';
import { lineSchema } from './line.schema.ts';
import { statementSchema } from './statement.schema.ts';
import { paymentFileSchema, paymentMessageSchema } from './payment-file.schema.ts';
import { certificateSchema } from './certificate.schema.ts';
import { paymentSchema } from './payment.schema.ts';
import { bankStatementSchema } from './bank-statement.schema.ts';

/** Every collection with its schema: the indexes it needs are made, or found, before a process says it is ready. */
const SCHEMAS = {
  vouchers: voucherSchema,
  programmes: programmeSchema,
  providers: providerSchema,
  clients: clientSchema,
  budgets: budgetSchema,
  municipalities: municipalitySchema,
  segments: segmentSchema,
  requests: requestSchema,
  system: systemSchema,
  ledger: ledgerSchema,
  events: eventSchema,
  lateFacts: lateFactSchema,
  refusedEvents: refusedEventSchema,
  drafts: draftSchema,
  notifications: notificationSchema,
  runs: runSchema,
  pieces: pieceSchema,
  tallies: tallySchema,
  lines: lineSchema,
  statements: statementSchema,
  certificates: certificateSchema,
  payments: paymentSchema,
  paymentFiles: paymentFileSchema,
  paymentMessages: paymentMessageSchema,
  bankStatements: bankStatementSchema,
  users: userSchema,
  sessions: sessionSchema,
  loginLimits: loginLimitSchema,
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
