import { randomBytes } from 'node:crypto';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { connectMongo } from '#shared/persistence/connect';
import { heartbeats } from '#shared/persistence/heartbeats';

/** The API as it is started in earnest: the compiled program, a process of its own. */
const PROGRAM = 'dist/services/api/main.js';

let dataDir: string;
const dbName = `process-${randomBytes(6).toString('hex')}`;
const children: ChildProcess[] = [];
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'valinta-process-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(async () => {
  const connection = await connectMongo({ uri: process.env['MONGODB_URI'] ?? '', dbName });
  await connection.dropDatabase();
  await connection.close();
  await rm(dataDir, { recursive: true });
});

const start = (env: Record<string, string>, args: string[] = []) => {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: {
      ...process.env,
      PORT: '0',
      DATA_DIR: dataDir,
      MONGODB_DB: dbName,
      QUEUE_PREFIX: dbName,
      LOG_LEVEL: 'error',
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  children.push(child);
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => {
      resolve((JSON.parse(chunk.toString()) as { address: string }).address);
    });
    void ended.then(() => reject(new Error(said)));
  });
  ready.catch(() => undefined);
  return { child, ready, ended, said: () => said };
};

describe('starting the API', () => {
  it.each(['MONGODB_URI', 'REDIS_URL'])('does not begin without %s, and says so', async (name) => {
    const { ended, said } = start({ [name]: '' });
    expect(await ended).toBe(1);
    expect(said()).toContain(`${name} must be set`);
  });

  it('does not begin without the keys that KEYS_DIR should hold, and says how they are made', async () => {
    const { ended, said } = start({ KEYS_DIR: join(dataDir, 'nothing') });
    expect(await ended).toBe(1);
    expect(said()).toContain('openssl genpkey -algorithm EC');
  });

  it('makes one first administrator, however many processes start at once, and all take the same tokens', async () => {
    const env = { ADMIN_EMAIL: 'First@example.org', ADMIN_PASSWORD: 'the first password' };
    const [one, two] = await Promise.all([start(env).ready, start(env).ready]);
    const answer = await fetch(`${one}/v1/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: 'first@example.org', password: 'the first password' }),
    });
    const { accessToken } = (await answer.json()) as { accessToken: string };
    const me = await fetch(`${two}/v1/me`, { headers: { Authorization: `Bearer ${accessToken}` } });
    expect(await me.json()).toMatchObject({ email: 'first@example.org', role: 'admin' });
  });

  it('is ready once a worker is heard of', async () => {
    const address = await start({}).ready;
    const before = await fetch(`${address}/readyz`);
    expect([before.status, await before.json()]).toEqual([503, expect.objectContaining({ missing: ['workers'] })]);
    const connection = await connectMongo({ uri: process.env['MONGODB_URI'] ?? '', dbName });
    await heartbeats(connection).beat('relay');
    await connection.close();
    expect((await fetch(`${address}/readyz`)).status).toBe(200);
  });

  it('does not write into a database that was written with other keys', async () => {
    await start({}).ready;
    const elsewhere = await mkdtemp(join(tmpdir(), 'valinta-process-'));
    const { ended, said } = start({ DATA_DIR: elsewhere });
    expect(await ended).toBe(1);
    expect(said()).toContain('not those that this database was written with');
    await rm(elsewhere, { recursive: true });
  });
});

describe('ending the API', () => {
  it('goes quietly when it is told to', async () => {
    const api = start({});
    await api.ready;
    api.child.kill('SIGTERM');
    expect(await api.ended).toBe(0);
    expect(api.said()).toBe('');
  });

  it('goes with its parent when it is tied to it', async () => {
    const api = start({}, ['--tie']);
    await api.ready;
    api.child.stdin.end();
    expect(await api.ended).toBe(0);
  });
});
