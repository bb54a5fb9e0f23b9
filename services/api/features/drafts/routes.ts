import type { Deps } from '#api/deps';
import type { Route } from '#api/http/route';
import { list } from './list.ts';
import { record } from './record.ts';
import { remove } from './remove.ts';
import { save } from './save.ts';

export const draftRoutes = (deps: Deps): readonly Route[] => [save(deps), list(deps), remove(deps), record(deps)];
