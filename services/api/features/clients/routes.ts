import type { Deps } from '#api/deps';
import type { Route } from '#api/http/route';
import { decideIncome } from './decide-income.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { recordDeath } from './record-death.ts';
import { register } from './register.ts';
import { assignSegment, recordResidence } from './settle-in.ts';

export const clientRoutes = (deps: Deps): readonly Route[] => [
  register(deps),
  decideIncome(deps),
  recordDeath(deps),
  recordResidence(deps),
  assignSegment(deps),
  list(deps),
  get(deps),
];
