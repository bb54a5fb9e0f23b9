import type { Deps } from '../../deps.ts';
import type { Route } from '../../http/route.ts';
import { create } from './create.ts';

export const userRoutes = (deps: Deps): Route[] => [create(deps)];
