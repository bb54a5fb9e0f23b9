import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Queue, QueueEvents, Worker } from 'bullmq';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import mongoose from 'mongoose';
import { EngineUnavailable } from '#shared/embedded/engine-unavailable';
import { compiled } from '#shared/embedded/host';
import { retargetElf } from '#shared/embedded/retarget-elf';
import { startEngines, type Engines } from '#shared/embedded/start-engines';
import { messagesOf } from '#shared/embedded/wire';
import { logTo } from '#shared/log';
import { connectMongo } from '#shared/persistence/connect';
import { redisConnection } from '#shared/queues/connection';

const log = logTo('test');
const dataDir = mkdtempSync(join(tmpdir(), 'valinta-embedded-'));
let engines: Engines;
const clients: mongoose.Connection[] = [];

/** A pair of its own, because these tests kill it. */
beforeAll(async () => {
  engines = await startEngines({ dataDir, log });
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});
afterAll(async () => {
  await engines.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Kills the engine, which may just be being started again. @returns its process. */
async function killEngine(): Promise<number> {
  for (;;) {
    const pid = engines.mongoPid();
    try {
      if (pid > 0) {
        process.kill(pid, 'SIGKILL');
        return pid;
      }
    } catch (fault) {
      if ((fault as NodeJS.ErrnoException).code !== 'ESRCH') throw fault;
    }
    await wait(20);
  }
}

async function connected(): Promise<mongoose.Connection> {
  const uri = engines.mongodbUri ?? '';
  const client = await mongoose.createConnection(uri, { dbName: `t-${randomUUID().slice(0, 8)}` }).asPromise();
  clients.push(client);
  return client;
}

describe('the embedded MongoDB, killed in the middle of writing', () => {
  it('has every write it acknowledged into its journal, and its clients find it again by themselves', async () => {
    const connection = await connectMongo({ uri: engines.mongodbUri ?? '', dbName: 'written' });
    clients.push(connection);
    const rows = connection.getClient().db('written').collection<{ _id: number }>('rows');
    const acknowledged: number[] = [];
    const killed = new Set<number>();
    let next = 0;
    const writer = async () => {
      while (next < 4_000) {
        const id = next++;
        if (id % 700 === 350) killed.add(await killEngine());
        try {
          await rows.insertOne({ _id: id });
          acknowledged.push(id);
        } catch (error) {
          // What a client sees of the crash; the driver hands some on as the socket gave them.
          expect(String(error)).toMatch(/Mongo\w*Error|EPIPE|ECONNRESET/);
        }
      }
    };
    await Promise.all(Array.from({ length: 8 }, writer));

    const kept = new Set((await rows.find().toArray()).map((row) => row._id));
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(2_000);
    expect(killed.size).toBe(6);
  });
});

describe('what is asked of the embedded MongoDB in the very moment it dies', () => {
  const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

  it('is answered or refused, all of it', async () => {
    const connection = await connectMongo({ uri: engines.mongodbUri ?? '', dbName: 'asked' });
    clients.push(connection);
    const rows = connection.getClient().db('asked').collection('rows');
    const ask = () =>
      rows.findOne({}).then(
        () => 'answered',
        () => 'refused',
      );
    for (let deaths = 0; deaths < 4; deaths += 1) {
      await Promise.all(Array.from({ length: 24 }, ask));
      await killEngine();
      const asked: Promise<string>[] = [];
      for (let turns = 0; turns < 200; turns += 1) {
        asked.push(ask());
        await nextTurn();
      }
      const patience = new AbortController();
      const late = wait(20_000, ['never'], { signal: patience.signal }).catch(() => []);
      const ends = await Promise.race([Promise.all(asked), late]);
      patience.abort();
      expect(new Set(ends)).not.toContain('never');
    }
  });
});

describe('the embedded MongoDB in use', () => {
  it('is for one opener: a second start on the same data is refused and disturbs nothing', async () => {
    await expect(startEngines({ dataDir, log })).rejects.toThrow('DBPathInUse');
    expect(await (await connected()).collection('rows').countDocuments()).toBe(0);
  });

  it.each(['endSessions', 'refreshSessions', 'killSessions', 'killAllSessions', 'killAllSessionsByPattern'])(
    'survives %s, which it does not know',
    async (command) => {
      const client = await connected();
      const before = engines.mongoPid();
      await expect(client.db?.command({ [command]: [] })).resolves.toMatchObject({ ok: 1 });
      await expect(client.db?.command({ ping: 1 })).resolves.toMatchObject({ ok: 1 });
      expect(engines.mongoPid()).toBe(before);
    },
  );

  it.each(['startSession', 'shutdown'])('refuses %s by name', async (command) => {
    await expect((await connected()).db?.command({ [command]: 1 })).rejects.toThrow(`no such command: '${command}'`);
  });

  it('carries a document of fifteen megabytes', async () => {
    const rows = (await connected()).collection('rows');
    await rows.insertOne({ bytes: Buffer.alloc(15_000_000, 7) });
    const row = await rows.findOne({}, { promoteBuffers: true });
    expect((row?.['bytes'] as Buffer).equals(Buffer.alloc(15_000_000, 7))).toBe(true);
  });

  it('is reached through a socket that only its owner may open', () => {
    expect(statSync(join(dataDir, 'run', 'mongo.sock')).mode & 0o777).toBe(0o600);
    expect(statSync(join(dataDir, 'run', 'valkey.sock')).mode & 0o777).toBe(0o600);
  });

  it('may have its data anywhere, also where a path is too long for a socket', async () => {
    const deep = join(mkdtempSync(join(tmpdir(), 'valinta-deep-')), 'a'.repeat(120));
    const there = await startEngines({ dataDir: deep, log, valkey: false });
    expect(there.mongodbUri).not.toContain('aaaa');
    await there.stop();
    rmSync(join(deep, '..'), { recursive: true, force: true });
  });
});

describe('the embedded Valkey', () => {
  it('answers a PING without waiting for a timer', async () => {
    const redis = redisConnection(engines.redisUrl ?? '', 'worker', log);
    await redis.ping();
    const times: number[] = [];
    for (let i = 0; i < 50; i++) {
      const before = performance.now();
      await redis.ping();
      times.push(performance.now() - before);
    }
    redis.disconnect();
    expect(times.sort((a, b) => a - b)[25]).toBeLessThan(20);
  });

  it('takes a job there and its outcome back', async () => {
    const connect = () => redisConnection(engines.redisUrl ?? '', 'worker', log);
    const connections = [connect(), connect(), connect()] as const;
    const name = `t-${randomUUID()}`;
    const queue = new Queue<{ n: number }>(name, { connection: connections[0] });
    const events = new QueueEvents(name, { connection: connections[1] });
    const worker = new Worker<{ n: number }, number>(name, (job) => Promise.resolve(job.data.n * 2), {
      connection: connections[2],
    });
    await events.waitUntilReady();
    const job = await queue.add('double', { n: 21 });
    expect(await job.waitUntilFinished(events, 5_000)).toBe(42);
    await Promise.all([worker.close(), events.close(), queue.close()]);
    for (const connection of connections) connection.disconnect();
  });
});

describe('a host that cannot run here', () => {
  it('says what happened and what to set instead', () => {
    expect(new EngineUnavailable('No engine for this machine').message).toMatch(
      /^No engine[^]*MONGODB_URI[^]*REDIS_URL/,
    );
  });

  it('tells its starter in one line and ends', () => {
    const { status, stdout } = spawnSync(process.execPath, [compiled('shared/embedded/mongo-host.js')], {
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect((JSON.parse(stdout) as { failed: string }).failed).toContain('usage');
  });

  it('refuses to change a file it does not understand', () => {
    expect(() => retargetElf(Buffer.alloc(128))).toThrow('not a 64-bit little-endian ELF file');
  });
});

describe('messages on the wire', () => {
  const message = (length: number) => {
    const bytes = Buffer.alloc(length, 1);
    bytes.writeInt32LE(length);
    return bytes;
  };
  const read = async (chunks: Buffer[]) => {
    const lengths: number[] = [];
    const stream = (async function* () {
      for (const chunk of chunks) yield await Promise.resolve(chunk);
    })();
    for await (const one of messagesOf(stream)) lengths.push(one.length);
    return lengths;
  };

  it('are found whole, however they are cut', async () => {
    const all = Buffer.concat([message(30), message(21), message(500)]);
    const bytes = Array.from(all, (byte) => Buffer.from([byte]));
    expect(await read([all])).toEqual([30, 21, 500]);
    expect(await read(bytes)).toEqual([30, 21, 500]);
    expect(await read([all.subarray(0, 40), all.subarray(40)])).toEqual([30, 21, 500]);
  });

  it.each([-1, 0, 20, 100_000_000])('are refused when their length is said to be %d', async (length) => {
    const bytes = Buffer.alloc(64);
    bytes.writeInt32LE(length);
    await expect(read([bytes])).rejects.toThrow('cannot be');
  });
});
