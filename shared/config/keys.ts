import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  type KeyObject,
  type KeyPairKeyObjectResult,
} from 'node:crypto';
import { link, mkdir, readdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Env } from './env.ts';

/**
 * The keys of an installation, from files in one directory:
 *
 *     jwt-*.pem     P-256 private keys: access tokens. All verify; the last by name signs.
 *     sign-*.pem    Ed25519 private keys: documents that are given out. All are published; the last by name signs.
 *     data-*.key    32 bytes, hex: sealed fields. All open; the last by name seals.
 *     index.key     32 bytes, hex: blind indexes. Changing it means indexing anew.
 *     refresh.key   32 bytes, hex: refresh tokens. Changing it ends every session.
 *
 * To turn a key, add a file that sorts after the old one, restart, and take the old one away when nothing made with it
 * is left: ten minutes for jwt, a re-sealing for data, as long as anybody may check a document for sign.
 */
export interface Keys {
  readonly signing: { readonly kid: string; readonly privateKey: KeyObject };
  /** Public keys by `kid`; a token that names another does not hold. */
  readonly verifying: ReadonlyMap<string, KeyObject>;
  /** Signs documents; access tokens have keys of their own, which pass away sooner. */
  readonly documents: SigningKeys;
  readonly encryptionKey: Buffer;
  readonly earlierKeys: readonly Buffer[];
  readonly indexKey: Buffer;
  readonly refreshKey: Buffer;
}

/** The key that signs from now on, and all that have signed, by `kid`. */
export interface SigningKeys {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKeys: ReadonlyMap<string, KeyObject>;
}

const pem = ({ privateKey }: KeyPairKeyObjectResult) => privateKey.export({ type: 'pkcs8', format: 'pem' });
const freshSecret = (): string => `${randomBytes(32).toString('hex')}\n`;

const KINDS = [
  {
    file: 'jwt-1.pem',
    pattern: /^jwt-.+\.pem$/,
    make: 'openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out',
    fresh: () => pem(generateKeyPairSync('ec', { namedCurve: 'P-256' })),
  },
  { file: 'data-1.key', pattern: /^data-.+\.key$/, make: 'openssl rand -hex 32 >', fresh: freshSecret },
  { file: 'index.key', pattern: /^index\.key$/, make: 'openssl rand -hex 32 >', fresh: freshSecret },
  { file: 'refresh.key', pattern: /^refresh\.key$/, make: 'openssl rand -hex 32 >', fresh: freshSecret },
  {
    file: 'sign-1.pem',
    pattern: /^sign-.+\.pem$/,
    make: 'openssl genpkey -algorithm ED25519 -out',
    fresh: () => pem(generateKeyPairSync('ed25519')),
  },
] as const;
type Kind = (typeof KINDS)[number];

const isCode = (fault: unknown, code: string): boolean => (fault as NodeJS.ErrnoException).code === code;

const namesIn = async (directory: string): Promise<string[]> => {
  try {
    return (await readdir(directory)).sort();
  } catch (fault) {
    if (isCode(fault, 'ENOENT')) return [];
    throw fault;
  }
};

/** Puts a key in its place whole, unless another process was first; theirs then counts for both. */
const makeKey = async (directory: string, { file, fresh }: Kind): Promise<void> => {
  const draft = join(directory, `.${file}.${process.pid}.${randomBytes(4).toString('hex')}`);
  await writeFile(draft, fresh(), { mode: 0o600, flush: true });
  try {
    await link(draft, join(directory, file));
  } catch (fault) {
    if (!isCode(fault, 'EEXIST')) throw fault;
  } finally {
    await unlink(draft);
  }
};

const missingIn = (names: readonly string[]) =>
  KINDS.filter(({ pattern }) => !names.some((name) => pattern.test(name)));

const readSecret = async (path: string): Promise<Buffer> => {
  const text = (await readFile(path, 'utf8')).trim();
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new Error(`${path} must hold 32 bytes as 64 hexadecimal digits`);
  return Buffer.from(text, 'hex');
};

const readPrivateKey = async (path: string, isRight: (key: KeyObject) => boolean, name: string) => {
  const privateKey = createPrivateKey(await readFile(path));
  if (!isRight(privateKey)) throw new Error(`${path} must hold ${name} key`);
  const publicKey = createPublicKey(privateKey);
  const kid = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url')
    .slice(0, 16);
  return { kid, privateKey, publicKey };
};

const readTokenKey = (path: string) =>
  readPrivateKey(path, (key) => key.asymmetricKeyDetails?.namedCurve === 'prime256v1', 'a P-256');
const readDocumentKey = (path: string) =>
  readPrivateKey(path, (key) => key.asymmetricKeyType === 'ed25519', 'an Ed25519');

const last = <T>(items: readonly T[]): T => items[items.length - 1] as T;

/**
 * Reads the keys; with `mayMake`, makes those that are missing, safely when several processes start at once.
 * @throws one Error naming every missing file and the command that makes it.
 */
export const loadKeys = async ({ keysDir, sandbox }: { keysDir: string; sandbox: boolean }): Promise<Keys> => {
  if (sandbox) {
    await mkdir(keysDir, { recursive: true, mode: 0o700 });
    for (const kind of missingIn(await namesIn(keysDir))) await makeKey(keysDir, kind);
  }
  const names = await namesIn(keysDir);
  const missing = missingIn(names);
  if (missing.length > 0) {
    const commands = missing.map(({ file, make }) => `${make} ${join(keysDir, file)}`);
    throw new Error([`Keys are missing in ${keysDir}. To make them:`, ...commands].join('\n  '));
  }
  const all = <T>(pattern: RegExp, read: (path: string) => Promise<T>): Promise<T[]> =>
    Promise.all(names.filter((name) => pattern.test(name)).map((name) => read(join(keysDir, name))));
  const [signing, data, index, refresh, documents] = await Promise.all([
    all(KINDS[0].pattern, readTokenKey),
    all(KINDS[1].pattern, readSecret),
    all(KINDS[2].pattern, readSecret),
    all(KINDS[3].pattern, readSecret),
    all(KINDS[4].pattern, readDocumentKey),
  ]);
  const publicKeys = (keys: readonly { readonly kid: string; readonly publicKey: KeyObject }[]) =>
    new Map(keys.map(({ kid, publicKey }) => [kid, publicKey]));
  return {
    signing: last(signing),
    verifying: publicKeys(signing),
    documents: { ...last(documents), publicKeys: publicKeys(documents) },
    encryptionKey: last(data),
    earlierKeys: data.slice(0, -1),
    indexKey: last(index),
    refreshKey: last(refresh),
  };
};

/**
 * The keys for an environment. Where the operator named a directory (`KEYS_DIR`), the keys in it are theirs to make and
 * to keep safe, and a start without them is refused. In the sandbox, and where everything is left to `DATA_DIR`, the keys
 * are made there at the first start, beside the data they seal.
 */
export const keysOf = (env: Pick<Env, 'keysDir' | 'dataDir' | 'sandbox'>): Promise<Keys> => {
  const leftToUs = resolve(env.keysDir) === resolve(env.dataDir, 'keys');
  return loadKeys({ keysDir: env.keysDir, sandbox: env.sandbox || leftToUs });
};
