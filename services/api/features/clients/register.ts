import { instantOf, todayOf } from '#shared/clock';
import * as contract from '#shared/contract/clients';
import { birthDateOf, isTestIdentity } from '#shared/domain/client/identity';
import { clientId } from '#shared/domain/ids';
import { refused } from '#shared/domain/outcome';
import type { ClientRecord } from '#shared/persistence/clients';
import type { Deps } from '#api/deps';
import { once } from '#api/http/once';
import { failed, reply } from '#api/http/reply';
import { route } from '#api/http/route';
import { clientView, placeIn } from './view.ts';

const NOT_BORN = failed('INVALID_REQUEST', {
  detail: 'The personal identity code tells a birth date in the future.',
  errors: [{ path: 'personalIdentityCode', code: 'custom', message: 'must not tell a birth date in the future' }],
});

/** Enters a client. The id is made of the code's blind index: a person can be entered once, and finds no one else. */
export const register = (deps: Deps) =>
  route(contract.registerClient, (input, who) =>
    once(deps, contract.registerClient.id, input, who, async (origin) => {
      const { personalIdentityCode, firstName, lastName, municipalityCode, language, area } = input.body;
      if (isTestIdentity(personalIdentityCode) && !deps.env.sandbox) return refused('TEST_IDENTITY_NOT_ACCEPTED');
      const birthDate = birthDateOf(personalIdentityCode);
      if (birthDate > todayOf(deps.clock)) return NOT_BORN;
      const id = clientId(deps.seal.blindIndex(personalIdentityCode));
      const client: ClientRecord = {
        id,
        ver: 0,
        birthDate,
        municipalityCode,
        area: area ?? null,
        language,
        incomeDecisions: [],
        deathDate: null,
        deathUntold: false,
        deathRecordedBy: null,
        deathRecordedAt: null,
        sealed: {
          firstName: deps.seal.seal(firstName, placeIn(id, 'firstName')),
          lastName: deps.seal.seal(lastName, placeIn(id, 'lastName')),
          personalIdentityCode: deps.seal.seal(personalIdentityCode, placeIn(id, 'personalIdentityCode')),
        },
        origin,
        registeredAt: instantOf(deps.clock),
        registeredBy: who.userId,
      };
      if (await deps.stores.clients.insert(client)) return reply(clientView(client, deps.seal));
      const known = await deps.stores.clients.load(id);
      return known?.origin === origin ? reply(clientView(known, deps.seal)) : refused('CLIENT_EXISTS');
    }),
  );
