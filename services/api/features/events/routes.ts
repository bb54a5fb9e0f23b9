import type { Deps } from '#api/deps';
import type { Route } from '#api/http/route';
import { dispute, resolve } from './dispute.ts';
import { getEvent, listEvents } from './list.ts';
import { record } from './record.ts';
import { recordBatch } from './record-batch.ts';
import { listRefused } from './refused.ts';
import { reverse } from './reverse.ts';

export const eventRoutes = (deps: Deps): Route[] =>
  [record, recordBatch, reverse, dispute, resolve, listRefused, getEvent, listEvents].map((door) => door(deps));
