import type { Connection } from 'mongoose';
import type { Instant } from '#shared/domain/calendar';
import type { Mortal } from '#shared/domain/client/record-death';
import { aggregateStore } from './aggregate.ts';

/** A client as kept: what the rules need in the open, what names the person sealed. */
export interface ClientRecord extends Mortal {
  readonly sealed: { readonly firstName: string; readonly lastName: string; readonly personalIdentityCode: string };
  /** Made of the request that entered the client: the same request meets its own work, not a conflict. */
  readonly origin: string;
  readonly registeredAt: Instant;
  readonly registeredBy: string;
}

export const clientStore = (connection: Connection) => aggregateStore<ClientRecord>(connection, 'clients');
