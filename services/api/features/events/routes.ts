import type { Deps } from '#api/deps';
import type { Route } from '#api/http/route';
import { getEvent, listEvents } from './list.ts';
import { record } from './record.ts';
import { recordBatch } from './record-batch.ts';
import { reverse } from './reverse.ts';

export const eventRoutes = (deps: Deps): Route[] =>
  [record, recordBatch, reverse, getEvent, listEvents].map((door) => door(deps));
