import * as contract from '#shared/contract/programmes';
import type { Deps } from '#api/deps';
import { NOT_FOUND, reply } from '#api/http/reply';
import { route } from '#api/http/route';
import { readerOf } from './list.ts';
import { programmeView } from './view.ts';

export const get = ({ stores }: Deps) =>
  route(contract.getProgramme, async ({ params }, who) => {
    const programme = await stores.programmes.load(params.id);
    if (programme === null) return NOT_FOUND;
    const view = programmeView(programme, readerOf(who));
    return view.versions.length === 0 ? NOT_FOUND : reply(view);
  });
