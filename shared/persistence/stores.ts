import type { Connection } from 'mongoose';
import type { Session } from '#shared/domain/account/session';
import type { User } from '#shared/domain/account/user';
import type { Budget } from '#shared/domain/budget/budget';
import type { Segment } from '#shared/domain/client/segment';
import type { Municipality } from '#shared/domain/municipality/municipality';
import type { Programme } from '#shared/domain/programme/programme';
import type { Provider } from '#shared/domain/provider/provider';
import { aggregateStore } from './aggregate.ts';
import { bankStatementStore } from './bank-statements.ts';
import { clientStore } from './clients.ts';
import { draftStore } from './drafts.ts';
import { refusedEventStore } from './refused-events.ts';
import { paymentStore } from './payments.ts';
import { pieceStore } from './pieces.ts';
import { requestStore } from './requests.ts';
import { runStore } from './runs.ts';
import { statementStore } from './statements.ts';
import { voucherStore } from './vouchers.ts';

/** Everything that is kept, by name. */
export const openStores = (connection: Connection) => ({
  connection,
  vouchers: voucherStore(connection),
  programmes: aggregateStore<Programme>(connection, 'programmes'),
  providers: aggregateStore<Provider>(connection, 'providers'),
  clients: clientStore(connection),
  budgets: aggregateStore<Budget>(connection, 'budgets'),
  municipalities: aggregateStore<Municipality>(connection, 'municipalities'),
  segments: aggregateStore<Segment>(connection, 'segments'),
  requests: requestStore(connection),
  refusedEvents: refusedEventStore(connection),
  drafts: draftStore(connection),
  runs: runStore(connection),
  pieces: pieceStore(connection),
  statements: statementStore(connection),
  payments: paymentStore(connection),
  bankStatements: bankStatementStore(connection),
  users: aggregateStore<User>(connection, 'users'),
  sessions: aggregateStore<Session>(connection, 'sessions', ({ endsAt }) => ({ expireAt: new Date(endsAt) })),
});

export type Stores = ReturnType<typeof openStores>;
