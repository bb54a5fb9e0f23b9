import * as contract from '#shared/contract/municipalities';
import type { Deps } from '#api/deps';
import { replyPage } from '#api/http/page';
import { route, type Route } from '#api/http/route';
import { decide } from './decide.ts';
import { municipalityView } from './view.ts';

/** GET /v1/municipalities */
const list = ({ stores }: Deps) =>
  route(contract.listMunicipalities, ({ query }) => replyPage(stores.municipalities, {}, query, municipalityView));

export const municipalityRoutes = (deps: Deps): Route[] => [decide(deps), list(deps)];
