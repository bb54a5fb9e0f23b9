import type { Deps } from '#api/deps';
import type { Route } from '#api/http/route';
import { approve } from './approve.ts';
import { certificate, keys } from './certificate.ts';
import { diff } from './diff.ts';
import { exportRun } from './export.ts';
import { get } from './get.ts';
import { leftOutOfRun } from './left-out.ts';
import { list } from './list.ts';
import { paymentFile } from './payment-file.ts';
import { start } from './start.ts';
import { statement } from './statement.ts';
import { runStatements, statements } from './statements.ts';

export const settlementRoutes = (deps: Deps): readonly Route[] => [
  start(deps),
  list(deps),
  get(deps),
  runStatements(deps),
  leftOutOfRun(deps),
  diff(deps),
  certificate(deps),
  keys(deps),
  exportRun(deps),
  approve(deps),
  paymentFile(deps),
  statements(deps),
  statement(deps),
];
