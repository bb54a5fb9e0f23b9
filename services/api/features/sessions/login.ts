import { login as shape } from '#shared/contract/sessions';
import type { Deps } from '../../deps.ts';
import { failed, reply } from '../../http/reply.ts';
import { route } from '../../http/route.ts';

/** Lets somebody in; after too many wrong passwords only once the time told has passed. */
export const login = ({ auth }: Deps) =>
  route(shape, async ({ body, address }) => {
    const answer = await auth.logIn(body, address);
    if (!('outcome' in answer)) return reply(answer);
    return answer.outcome === 'wait'
      ? failed('TOO_MANY_REQUESTS', { retryAfterSeconds: answer.seconds })
      : failed('INVALID_CREDENTIALS');
  });
