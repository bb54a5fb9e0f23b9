import { z } from 'zod';
import { ROLES } from '#shared/domain/access';
import { endpoint } from './endpoint.ts';

const email = z.string().trim().min(1).max(254);
/** As it is typed: a log-in does not teach the rules for new passwords. */
const password = z.string().min(1).max(200);
const refreshToken = z.string().min(1).max(300);

const tokens = z
  .object({
    accessToken: z.string(),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int().meta({ description: 'Seconds.' }),
    refreshToken: z.string(),
  })
  .meta({ id: 'Tokens' });

export const login = endpoint({
  id: 'logIn',
  method: 'post',
  path: '/v1/auth/login',
  tag: 'Access',
  summary: 'Log in with e-mail address and password',
  may: 'useWithoutLogin',
  body: z.strictObject({
    email,
    password,
    totp: z
      .string()
      .regex(/^\d{6}$/, 'must be six digits')
      .optional()
      .meta({ description: 'For accounts with a one-time code; no account has one yet, so it is not looked at.' }),
  }),
  success: { status: 200, body: tokens },
});

export const refresh = endpoint({
  id: 'refreshTokens',
  method: 'post',
  path: '/v1/auth/refresh',
  tag: 'Access',
  summary: 'Change a refresh token for new tokens; it works once, and its second use ends the whole family',
  may: 'useWithoutLogin',
  body: z.strictObject({ refreshToken }),
  success: { status: 200, body: tokens },
});

export const logout = endpoint({
  id: 'logOut',
  method: 'post',
  path: '/v1/auth/logout',
  tag: 'Access',
  summary: 'End the session, with all its tokens, at once',
  may: 'useWithoutLogin',
  body: z.strictObject({ refreshToken }),
  success: { status: 204 },
});

export const me = endpoint({
  id: 'seeMe',
  method: 'get',
  path: '/v1/me',
  tag: 'Access',
  summary: 'Who is logged in',
  may: 'seeOwnAccount',
  success: {
    status: 200,
    body: z
      .object({
        id: z.string(),
        email: z.string(),
        role: z.enum(ROLES),
        providerId: z.string().optional(),
        clientId: z.string().optional(),
        mandates: z.array(z.string()).meta({ description: 'The ids of the clients one acts for, besides oneself.' }),
      })
      .meta({ id: 'Me' }),
  },
});
