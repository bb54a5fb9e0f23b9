import type { Connection } from 'mongoose';
import type { Client } from '#shared/domain/client/client';
import type { Programme } from '#shared/domain/programme/programme';
import type { Provider } from '#shared/domain/provider/provider';
import { aggregateStore } from './aggregate.ts';
import { requestStore } from './requests.ts';
import { voucherStore } from './vouchers.ts';

/** Everything that is kept, by name. */
export const openStores = (connection: Connection) => ({
  connection,
  vouchers: voucherStore(connection),
  programmes: aggregateStore<Programme>(connection, 'programmes'),
  providers: aggregateStore<Provider>(connection, 'providers'),
  clients: aggregateStore<Client & Record<string, unknown>>(connection, 'clients'),
  requests: requestStore(connection),
});

export type Stores = ReturnType<typeof openStores>;
