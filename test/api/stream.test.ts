import { get as httpGet, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { endpoint } from '#shared/contract/endpoint';
import { route } from '#api/http/route';
import { openWorld, type World } from '../world.ts';

const PIECE = 'x'.repeat(64 * 1024);

/** What the last answer did: how many pieces it was asked for, and whether it was let go of. */
let made = 0;
let ended = false;

async function* pieces(count: number, breaksAt = Infinity): AsyncGenerator<string> {
  made = 0;
  ended = false;
  try {
    for (; made < count; made += 1) {
      if (made === breaksAt) throw new Error('the store is gone');
      yield PIECE;
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    ended = true;
  }
}

const streamed = (id: string, count: number, breaksAt?: number) =>
  route(
    endpoint({
      id,
      method: 'get',
      path: `/v1/${id}`,
      tag: 'Test',
      summary: id,
      may: 'useWithoutLogin',
      success: { status: 200, contentType: 'application/x-ndjson' },
    }),
    () => ({ outcome: 'reply', contentType: 'application/x-ndjson', body: pieces(count, breaksAt) }),
  );

let world: World;
beforeAll(async () => {
  world = await openWorld({
    routes: () => [
      streamed('whole', 50),
      streamed('endless', 100_000),
      streamed('broken', 50, 20),
      streamed('stillborn', 50, 0),
      streamed('empty', 0),
    ],
  });
});
afterAll(() => world.close());

/** The answer as it comes, not read before somebody reads it. */
const open = (path: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const { port } = world.server.address() as AddressInfo;
    httpGet({ port, host: '127.0.0.1', path, agent: false }, resolve).on('error', reject);
  });

const lengthOf = async (answer: IncomingMessage): Promise<number> => {
  let length = 0;
  for await (const chunk of answer) length += (chunk as Buffer).length;
  return length;
};

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
};

describe('an answer in pieces', () => {
  it('comes whole', async () => {
    const answer = await open('/v1/whole');
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/x-ndjson']);
    expect(await lengthOf(answer)).toBe(50 * PIECE.length);
    expect(answer.complete).toBe(true);
  });

  it('of nothing is an empty body', async () => {
    expect(await lengthOf(await open('/v1/empty'))).toBe(0);
  });

  it('waits for a caller who does not read, and is let go of when the caller hangs up', async () => {
    const answer = await open('/v1/endless');
    await new Promise((resolve) => setTimeout(resolve, 300));
    const before = made;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(made).toBe(before);
    expect(made * PIECE.length).toBeLessThan(32_000_000);
    answer.destroy();
    await until(() => ended);
  });

  it('that breaks off is not taken for a whole one', async () => {
    const answer = await open('/v1/broken');
    expect(answer.statusCode).toBe(200);
    await expect(lengthOf(answer)).rejects.toThrow('aborted');
    expect(answer.complete).toBe(false);
    expect(ended).toBe(true);
  });

  it('that cannot begin is told as a problem', async () => {
    const answer = await world.anyone().get('/v1/stillborn').expect(500);
    expect(answer.body).toMatchObject({ code: 'INTERNAL' });
  });

  it('is not made where only the head was asked for', async () => {
    await world.anyone().head('/v1/endless').expect(200);
    expect(made).toBeLessThan(2);
    expect(ended).toBe(true);
  });
});
