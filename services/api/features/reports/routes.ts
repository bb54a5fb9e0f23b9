import type { Deps } from '#api/deps';
import type { Route } from '#api/http/route';
import { reportCosts } from './costs.ts';

export const reportRoutes = (deps: Deps): Route[] => [reportCosts(deps)];
