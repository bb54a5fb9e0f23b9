import { z } from 'zod';

/**
 * The environment, read once at the start of a process and handed on as typed slices; nothing else reads
 * `process.env`. The variables are the contract's ("Starting it"). All faults are told together, because fixing
 * one per restart is nobody's idea of an evening. A message never repeats a value: some of them are passwords.
 */
export interface Env {
  readonly http: { readonly port: number; readonly host: string; readonly trustProxy: number };
  readonly mongo: { readonly uri?: string; readonly dbName: string };
  readonly redis: { readonly url?: string };
  readonly dataDir: string;
  readonly keysDir: string;
  readonly sandbox: boolean;
  /** The first administrator, made on a database without users. */
  readonly admin?: { readonly email: string; readonly password: string };
  /** The payer as it stands in the payment file; absent means that no payment file can be made yet. */
  readonly organiser?: Organiser;
  readonly mail: { readonly smtpUrl?: string; readonly from: string };
  /** In front of every key in Redis, so that two installations may share a server. */
  readonly queuePrefix: string;
  /** How long a process may take to finish what it has begun before it stops anyway. */
  readonly shutdownMs: number;
}

export interface Organiser {
  readonly name: string;
  readonly businessId: string;
  readonly iban: string;
  readonly bic: string;
}

/** Values no bank pays from: the account is the example of the Finnish banks' own IBAN guide. */
const TEST_ORGANISER: Organiser = {
  name: 'Testihyvinvointialue',
  businessId: '1234567-1',
  iban: 'FI2112345600000785',
  bic: 'TESTFIHH',
};

const whole = (least: number, most: number) =>
  z.coerce
    .number(`must be a whole number from ${least} to ${most}`)
    .int(`must be a whole number from ${least} to ${most}`)
    .min(least, `must be at least ${least}`)
    .max(most, `must be at most ${most}`);

const startsWith = (...schemes: string[]) =>
  z
    .string()
    .refine((url) => schemes.some((scheme) => url.startsWith(scheme)), `must start with ${schemes.join(' or ')}`);

const variables = z.object({
  PORT: whole(0, 65_535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  TRUST_PROXY: whole(0, 16).default(0),
  MONGODB_URI: startsWith('mongodb://', 'mongodb+srv://').optional(),
  MONGODB_DB: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,63}$/, 'must be 1-63 letters, digits, _ or -')
    .default('valinta'),
  REDIS_URL: startsWith('redis://', 'rediss://', 'unix://').optional(),
  DATA_DIR: z.string().default('./data'),
  KEYS_DIR: z.string().optional(),
  SANDBOX: z.enum(['true', 'false'], "must be 'true' or 'false'").default('false'),
  ADMIN_EMAIL: z.email('must be an e-mail address').optional(),
  ADMIN_PASSWORD: z.string().optional(),
  ORGANISER_NAME: z.string().max(70, 'must be at most 70 characters').optional(),
  ORGANISER_BUSINESS_ID: z
    .string()
    .regex(/^\d{7}-\d$/, 'must be a business id such as 1234567-1')
    .optional(),
  ORGANISER_IBAN: z
    .string()
    .regex(/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/, 'must be an IBAN without spaces')
    .optional(),
  ORGANISER_BIC: z
    .string()
    .regex(/^[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/, 'must be a BIC of 8 or 11 characters')
    .optional(),
  SMTP_URL: startsWith('smtp://', 'smtps://').optional(),
  MAIL_FROM: z.string().default('Valinta <valinta@localhost>'),
  QUEUE_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,40}$/, 'must be 1-40 letters, digits, _ or -')
    .default('valinta'),
  SHUTDOWN_MS: whole(100, 600_000).default(10_000),
});

const ORGANISER_NAMES = ['ORGANISER_NAME', 'ORGANISER_BUSINESS_ID', 'ORGANISER_IBAN', 'ORGANISER_BIC'] as const;
const TOGETHER = [['ADMIN_EMAIL', 'ADMIN_PASSWORD'], ORGANISER_NAMES] as const;

/** Variables that mean nothing without each other. In the sandbox an organiser may be given in part: the rest is test values. */
function halfGiven(set: Record<string, string | undefined>): string[] {
  return TOGETHER.filter((names) => names !== ORGANISER_NAMES || set['SANDBOX'] !== 'true').flatMap((names) => {
    const given = names.find((name) => set[name] !== undefined);
    const missing = names.filter((name) => set[name] === undefined);
    return given ? missing.map((name) => `${name} must be given when ${given} is`) : [];
  });
}

type Variables = z.infer<typeof variables>;

/** Half an organiser is refused above, so outside the sandbox it is all four or nobody. */
function organiserFrom(given: Variables): Organiser | undefined {
  const sandbox = given.SANDBOX === 'true' ? TEST_ORGANISER : undefined;
  const name = given.ORGANISER_NAME ?? sandbox?.name;
  const businessId = given.ORGANISER_BUSINESS_ID ?? sandbox?.businessId;
  const iban = given.ORGANISER_IBAN ?? sandbox?.iban;
  const bic = given.ORGANISER_BIC ?? sandbox?.bic;
  return name && businessId && iban && bic ? { name, businessId, iban, bic } : undefined;
}

/** @throws one Error that lists every fault, by the variable's name. An empty string counts as unset. */
export function readEnv(env: NodeJS.ProcessEnv): Env {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const read = variables.safeParse(set);
  const faults = (read.error?.issues ?? []).map((issue) => `${issue.path.join('.')} ${issue.message}`);
  faults.push(...halfGiven(set));
  if (!read.success || faults.length > 0) {
    throw new Error(['The environment cannot be used:', ...faults].join('\n  '));
  }
  const given = read.data;
  const organiser = organiserFrom(given);
  return {
    http: { port: given.PORT, host: given.HOST, trustProxy: given.TRUST_PROXY },
    mongo: { ...(given.MONGODB_URI && { uri: given.MONGODB_URI }), dbName: given.MONGODB_DB },
    redis: { ...(given.REDIS_URL && { url: given.REDIS_URL }) },
    dataDir: given.DATA_DIR,
    keysDir: given.KEYS_DIR ?? `${given.DATA_DIR}/keys`,
    sandbox: given.SANDBOX === 'true',
    ...(given.ADMIN_EMAIL &&
      given.ADMIN_PASSWORD && { admin: { email: given.ADMIN_EMAIL, password: given.ADMIN_PASSWORD } }),
    ...(organiser && { organiser }),
    mail: { ...(given.SMTP_URL && { smtpUrl: given.SMTP_URL }), from: given.MAIL_FROM },
    queuePrefix: given.QUEUE_PREFIX,
    shutdownMs: given.SHUTDOWN_MS,
  };
}
