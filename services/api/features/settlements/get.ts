import * as contract from '#shared/contract/settlements';
import type { Deps } from '#api/deps';
import { NOT_FOUND, reply } from '#api/http/reply';
import { route } from '#api/http/route';
import { runView } from './view.ts';

export const get = ({ stores }: Deps) =>
  route(contract.getRun, async ({ params }) => {
    const run = await stores.runs.load(params.id);
    return run === null ? NOT_FOUND : reply(runView(run));
  });
