import { me as shape } from '#shared/contract/sessions';
import type { Deps } from '../../deps.ts';
import { NOT_FOUND, reply } from '../../http/reply.ts';
import { route } from '../../http/route.ts';

/** Who is logged in, and for whom they act. */
export const me = ({ stores }: Deps) =>
  route(shape, async (_input, who) => {
    const user = await stores.users.load(who.userId);
    if (user === null) return NOT_FOUND;
    const { id, email, role, providerId, clientId } = user;
    return reply({
      id,
      email,
      role,
      ...(providerId !== null && { providerId }),
      ...(clientId !== null && { clientId }),
      mandates: [],
    });
  });
