import { refresh as shape } from '#shared/contract/sessions';
import type { Deps } from '../../deps.ts';
import { failed, reply } from '../../http/reply.ts';
import { route } from '../../http/route.ts';

/** New tokens for a refresh token that was not used yet (docs/decisions: a refresh token works once). */
export const refresh = ({ auth }: Deps) =>
  route(shape, async ({ body }) => {
    const answer = await auth.refresh(body.refreshToken);
    if (answer === 'reused') return failed('TOKEN_REUSED');
    return answer === 'over' ? failed('UNAUTHENTICATED') : reply(answer);
  });
