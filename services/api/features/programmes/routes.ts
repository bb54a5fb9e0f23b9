import type { Deps } from '#api/deps';
import type { Route } from '#api/http/route';
import { approveVersion } from './approve-version.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { proposeVersion } from './propose-version.ts';
import { propose } from './propose.ts';

export const programmeRoutes = (deps: Deps): readonly Route[] => [
  propose(deps),
  proposeVersion(deps),
  approveVersion(deps),
  list(deps),
  get(deps),
];
