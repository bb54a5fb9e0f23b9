import type { Deps } from '../../deps.ts';
import type { Route } from '../../http/route.ts';
import { login } from './login.ts';
import { logout } from './logout.ts';
import { me } from './me.ts';
import { refresh } from './refresh.ts';

export const sessionRoutes = (deps: Deps): Route[] => [login(deps), refresh(deps), logout(deps), me(deps)];
