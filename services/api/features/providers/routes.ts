import type { Deps } from '#api/deps';
import type { Route } from '#api/http/route';
import { apply } from './apply.ts';
import { approve } from './approve.ts';
import { changeIban } from './change-iban.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { publicRegister } from './public-register.ts';
import { revoke } from './revoke.ts';
import { setPrice } from './set-price.ts';

export const providerRoutes = (deps: Deps): readonly Route[] => [
  apply(deps),
  approve(deps),
  revoke(deps),
  setPrice(deps),
  changeIban(deps),
  list(deps),
  get(deps),
  publicRegister(deps),
];
