import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

/**
 * Names under which a secret or a person may travel in a logged object. Compared without regard to case, at any
 * depth, because the object logged next year is not known today.
 */
const SECRET_NAMES = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'passwordHash',
  'personalIdentityCode',
  'hetu',
  'token',
  'accessToken',
  'refreshToken',
  'totp',
  'totpSecret',
  'secret',
  'privateKey',
];

/** The usual places, censored before the value is even serialised (headers may be arrays, tokens objects). */
const SECRET_PATHS = SECRET_NAMES.flatMap((name) => {
  const key = `["${name}"]`;
  return [key, `*${key}`, `*.*${key}`, `req.headers${key}`, `err.request.headers${key}`];
});

/** The same names anywhere in the finished line, at any depth, when the value is a string. */
const SECRET_IN_LINE = new RegExp(`("(?:${SECRET_NAMES.join('|')})":)"(?:[^"\\\\]|\\\\.)*"`, 'gi');

/**
 * What looks like a Finnish personal identity code: DDMMYY, the mark of the century (since 2023 one of + - A-F U-Y,
 * Government Decree 128/2010 § 2 as amended), three digits and a check character; the mark also percent-encoded as in a URL.
 * It deliberately masks too much: a piece of a hash lost from a log is cheap, a person's code in it is not.
 */
const IDENTITY_CODE = /(?<!\d)[0-3]\d[01]\d{3}(?:[-+A-FU-Y]|%2B)\d{3}[0-9A-Y](?!\d)/gi;

/** Takes secrets and identity codes out of a finished log line; whatever brought them in (message, error, stack, field). */
const withoutSecrets = (line: string): string =>
  line.replace(SECRET_IN_LINE, '$1"[redacted]"').replace(IDENTITY_CODE, '[identity code]');

/** `LOG_LEVEL`, else `info`; tests are silent unless asked, so that their output is the sentences they assert. */
const levelFrom = (env: NodeJS.ProcessEnv): string =>
  env['LOG_LEVEL'] || (env['NODE_ENV'] === 'test' ? 'silent' : 'info');

/**
 * A logger that writes one JSON object a line and never a secret. It writes to standard error: standard output
 * belongs to what a process says to its starter (the ready line), so neither has to be picked out of the other.
 *
 * Levels by meaning: `error` someone must look; `warn` it heals by itself but should be rare; `info` turns in a process's
 * life; `debug` each piece of work.
 */
export function logTo(name: string, { to, level }: { to?: DestinationStream; level?: string } = {}): Logger {
  return pino(
    {
      name,
      level: level ?? levelFrom(process.env),
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_PATHS, censor: '[redacted]' },
      hooks: { streamWrite: withoutSecrets },
    },
    to ?? pino.destination({ fd: 2, sync: true }),
  );
}
