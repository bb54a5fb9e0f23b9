import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { generateKeyPairSync } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keysOf, loadKeys } from '#shared/config/keys';

let keysDir: string;
beforeEach(async () => {
  keysDir = join(await mkdtemp(join(tmpdir(), 'valinta-keys-')), 'keys');
});
afterEach(async () => {
  await rm(join(keysDir, '..'), { recursive: true });
});

const pemOf = (namedCurve: string) =>
  generateKeyPairSync('ec', {
    namedCurve,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;

describe('where keys may not be made', () => {
  it('does not start without them, and says how each is made', async () => {
    const start = loadKeys({ keysDir, sandbox: false });
    await expect(start).rejects.toThrow(
      `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ${keysDir}/jwt-1.pem`,
    );
    await expect(start).rejects.toThrow(`openssl rand -hex 32 > ${keysDir}/data-1.key`);
  });
});

describe('in the sandbox', () => {
  it('makes the keys once, for nobody else to read', async () => {
    const made = await loadKeys({ keysDir, sandbox: true });
    const again = await loadKeys({ keysDir, sandbox: true });
    expect(again.signing.kid).toBe(made.signing.kid);
    expect(again.encryptionKey).toEqual(made.encryptionKey);
    expect((await readdir(keysDir)).sort()).toEqual([
      'data-1.key',
      'index.key',
      'jwt-1.pem',
      'refresh.key',
      'sign-1.pem',
    ]);
    expect((await stat(join(keysDir, 'jwt-1.pem'))).mode & 0o077).toBe(0);
  });

  it('gives processes that start at the same moment the same keys', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => loadKeys({ keysDir, sandbox: true })));
    expect(new Set(all.map((keys) => keys.signing.kid)).size).toBe(1);
    expect(new Set(all.map((keys) => keys.refreshKey.toString('hex'))).size).toBe(1);
  });
});

describe('the keys of an environment', () => {
  it('are made beside the data where everything is left to DATA_DIR', async () => {
    const dataDir = join(keysDir, '..');
    const made = await keysOf({ keysDir: `${dataDir}/keys`, dataDir, sandbox: false });
    expect((await loadKeys({ keysDir, sandbox: false })).signing.kid).toBe(made.signing.kid);
  });

  it('are never made where an operator named a directory for them', async () => {
    const env = { keysDir: join(keysDir, 'named'), dataDir: join(keysDir, '..'), sandbox: false };
    await expect(keysOf(env)).rejects.toThrow(/Keys are missing/);
  });
});

describe('turning a key', () => {
  it('signs with the last by name and verifies with all', async () => {
    const before = await loadKeys({ keysDir, sandbox: true });
    await writeFile(join(keysDir, 'jwt-2.pem'), pemOf('P-256'));
    const after = await loadKeys({ keysDir, sandbox: false });
    expect(after.signing.kid).not.toBe(before.signing.kid);
    expect([...after.verifying.keys()].sort()).toEqual([before.signing.kid, after.signing.kid].sort());
  });

  it('signs documents with the last by name and goes on publishing all', async () => {
    const before = await loadKeys({ keysDir, sandbox: true });
    const { privateKey } = generateKeyPairSync('ed25519');
    await writeFile(join(keysDir, 'sign-2.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const { documents } = await loadKeys({ keysDir, sandbox: false });
    expect(documents.kid).not.toBe(before.documents.kid);
    expect([...documents.publicKeys.keys()].sort()).toEqual([before.documents.kid, documents.kid].sort());
  });

  it('seals with the last by name and opens with all', async () => {
    const before = await loadKeys({ keysDir, sandbox: true });
    await writeFile(join(keysDir, 'data-2.key'), `${'ab'.repeat(32)}\n`);
    const after = await loadKeys({ keysDir, sandbox: false });
    expect(after.encryptionKey.toString('hex')).toBe('ab'.repeat(32));
    expect(after.earlierKeys).toEqual([before.encryptionKey]);
  });
});

describe('a key that is too weak or of another kind', () => {
  it('is refused by the name of its file', async () => {
    await loadKeys({ keysDir, sandbox: true });
    await writeFile(join(keysDir, 'data-2.key'), 'secret');
    await expect(loadKeys({ keysDir, sandbox: true })).rejects.toThrow(/data-2\.key must hold 32 bytes/);
    await rm(join(keysDir, 'data-2.key'));
    await writeFile(join(keysDir, 'jwt-2.pem'), pemOf('P-384'));
    await expect(loadKeys({ keysDir, sandbox: true })).rejects.toThrow(/jwt-2\.pem must hold a P-256 key/);
    await rm(join(keysDir, 'jwt-2.pem'));
    await writeFile(join(keysDir, 'sign-2.pem'), pemOf('P-256'));
    await expect(loadKeys({ keysDir, sandbox: true })).rejects.toThrow(/sign-2\.pem must hold an Ed25519 key/);
  });
});
