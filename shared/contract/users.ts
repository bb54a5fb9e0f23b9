import { z } from 'zod';
import { ROLES } from '#shared/domain/access';
import { idText, orNothing, shortText } from './common.ts';
import { endpoint } from './endpoint.ts';

const user = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
    providerId: z.string().optional(),
    clientId: z.string().optional(),
  })
  .meta({ id: 'User' });

export const createUser = endpoint({
  id: 'createUser',
  method: 'post',
  path: '/v1/users',
  tag: 'Access',
  summary: 'Make an account; a provider user belongs to a provider, a client user to a client',
  may: 'createUser',
  body: z
    .strictObject({
      email: z.string().trim().max(254).pipe(z.email()),
      password: z.string().min(8).max(200),
      name: shortText,
      role: z.enum(ROLES),
      providerId: orNothing(idText),
      clientId: orNothing(idText),
    })
    .refine((body) => body.providerId === undefined || body.role === 'provider', {
      path: ['providerId'],
      message: 'is only for the role provider',
    })
    .refine((body) => body.clientId === undefined || body.role === 'client', {
      path: ['clientId'],
      message: 'is only for the role client',
    }),
  success: { status: 201, body: user },
  refusals: ['EMAIL_IN_USE', 'ROLE_NEEDS_PROVIDER', 'ROLE_NEEDS_CLIENT'],
});
