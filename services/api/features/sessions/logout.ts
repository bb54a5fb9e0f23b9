import { logout as shape } from '#shared/contract/sessions';
import type { Deps } from '../../deps.ts';
import { reply } from '../../http/reply.ts';
import { route } from '../../http/route.ts';

/** Ends the session. The answer is the same for a token that is no good: there is nothing left to end (RFC 7009 2.2). */
export const logout = ({ auth }: Deps) =>
  route(shape, async ({ body }) => {
    await auth.logOut(body.refreshToken);
    return reply();
  });
