import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logTo } from '#shared/log';
import { notify, type Message } from '#shared/persistence/notifications';
import { notificationsWork } from '#workers/notifications/worker';
import { openPost, type Letter, type Post } from '#workers/notifications/post';
import type { Voucher } from '#shared/domain/voucher/voucher';
import { openTestStores } from '../stores/open-stores.ts';
import { aVoucher } from '../stores/voucher-builder.ts';

let world: Awaited<ReturnType<typeof openTestStores>>;
let dataDir: string;
beforeAll(async () => {
  world = await openTestStores();
  dataDir = await mkdtemp(join(tmpdir(), 'valinta-mail-'));
});
afterAll(async () => {
  await rm(dataDir, { recursive: true });
  await world.close();
});

const silent = { nudge: () => undefined, close: () => Promise.resolve() };
const files = () => openPost({ mail: { from: 'Valinta <valinta@county.example>' }, sandbox: true, dataDir });

const sweep = async (instant: string, post: Post = files()): Promise<void> => {
  const clock = { now: () => Date.parse(instant) };
  const work = notificationsWork({ stores: world.stores, clock, log: logTo('test'), nudge: silent }, post);
  for (let due = await work.due(200); due.length > 0; due = await work.due(200)) await work.many?.(due);
};

const ready = (providerId: string, statementId: string): Message => ({
  kind: 'statement',
  to: { providerId },
  about: { statementId, period: '2026-05' },
});

/** A voucher whose client has a user and a language. */
const withClient = async (voucher: Voucher, language: string): Promise<Voucher> => {
  const { clientId } = voucher;
  await world.stores.vouchers.insert(voucher);
  await world.collection('clients').insertOne({ ...{ _id: clientId, ver: 1, language, deathDate: null } });
  const email = `${clientId}@mail.example`;
  await world
    .collection('users')
    .insertOne({ ...{ _id: `usr-${clientId}`, ver: 1, clientId, email, disabled: false } });
  return voucher;
};
const idsOf = async ({ id }: Pick<Voucher, 'id'>): Promise<string[]> => {
  const found = await world.collection('notifications').find({ 'about.voucherId': id }).sort({ at: 1 }).toArray();
  return found.map(({ _id }) => _id);
};
const letter = async (id: string) => readFile(join(dataDir, 'mail', `${id}.eml`), 'utf8');
const plain = (mail: string) => mail.replaceAll('=\r\n', '').replaceAll('=C3=A4', 'ä');

describe('a voucher nearing its last day', () => {
  it('is told of once 30 days and once 7 days before, in the language of its client', async () => {
    const voucher = await withClient(aVoucher('AAAA-BBBB-1234', { clientId: 'cli-77', validTo: '2026-06-30' }), 'sv');
    await sweep('2026-05-30T10:00:00Z');
    expect(await idsOf(voucher)).toEqual([]);
    for (const day of ['2026-05-31', '2026-05-31', '2026-06-01', '2026-06-22']) await sweep(`${day}T10:00:00Z`);
    const first = `ntf-expiry30-${voucher.id}-2026-06-30`;
    expect(await idsOf(voucher)).toEqual([first]);
    for (const day of ['2026-06-23', '2026-06-24', '2026-06-30', '2026-07-01']) await sweep(`${day}T10:00:00Z`);
    expect(await idsOf(voucher)).toEqual([first, `ntf-expiry7-${voucher.id}-2026-06-30`]);
    const mail = plain(await letter(first));
    expect(mail).toContain(`To: ${voucher.clientId}@mail.example`);
    expect(mail).toContain('Din_servicesedel_g');
    expect(mail).toContain('30.6.2026');
    expect(mail).toContain('1234');
    expect(mail).not.toMatch(/AAAA|BBBB|physio|prg-/i);
  });

  it('is told of anew when it was extended to another day', async () => {
    const voucher = await withClient(aVoucher('AAAA-0002', { validTo: '2026-08-31' }), 'fi');
    await sweep('2026-08-30T10:00:00Z');
    await world.stores.vouchers.act(voucher.id, (now) => ({ next: { ...now, validTo: '2026-12-31' }, answer: null }));
    await sweep('2026-12-30T10:00:00Z');
    expect(await idsOf(voucher)).toEqual([
      `ntf-expiry7-${voucher.id}-2026-08-31`,
      `ntf-expiry7-${voucher.id}-2026-12-31`,
    ]);
    expect(plain(await letter(`ntf-expiry7-${voucher.id}-2026-12-31`))).toContain('31.12.2026');
  });

  it('is not told of when nothing is left in it', async () => {
    const voucher = await withClient(
      aVoucher('AAAA-0003', { validTo: '2027-02-28', status: 'usedUp', usedUnits: 10 }),
      'fi',
    );
    await sweep('2027-02-27T10:00:00Z');
    expect(await idsOf(voucher)).toEqual([]);
  });

  it('whose client has no address is noted so, and never again', async () => {
    const voucher = aVoucher('AAAA-0004', { validTo: '2027-04-30' });
    await world.stores.vouchers.insert(voucher);
    await sweep('2027-04-29T10:00:00Z');
    expect(await world.collection('notifications').findOne({ 'about.voucherId': voucher.id })).toMatchObject({
      state: 'noAddress',
      attempts: 0,
    });
  });

  it('is told of by one of four workers', async () => {
    const voucher = await withClient(aVoucher('AAAA-0005', { validTo: '2027-06-30' }), 'en');
    const sent: Letter[] = [];
    const post: Post = { send: (one) => Promise.resolve(void sent.push(one)), close: () => undefined };
    await Promise.all([1, 2, 3, 4].map(() => sweep('2027-06-29T10:00:00Z', post)));
    expect(sent.filter(({ to }) => to.startsWith(voucher.clientId))).toHaveLength(1);
    expect(sent[0]?.subject).toBe('Your service voucher is valid until 30 June 2027');
  });
});

describe('an approved statement', () => {
  it('is told to the provider once', async () => {
    const id = 'prv-mail';
    await world.collection('providers').insertOne({ ...{ _id: id, ver: 1, email: 'talous@firma.example' } });
    const messages = [ready(id, 'stl-settle-2026-05-mail')];
    expect(await notify(world.stores, messages, '2026-06-08T10:00:00.000Z')).toBe(1);
    expect(await notify(world.stores, messages, '2026-06-08T10:05:00.000Z')).toBe(0);
    await sweep('2027-07-01T10:00:00Z');
    const mail = await letter('ntf-statement-stl-settle-2026-05-mail');
    expect(mail).toContain('To: talous@firma.example');
    expect(plain(mail)).toContain('5/2026');
    expect(await readdir(join(dataDir, 'mail'))).not.toContainEqual(expect.stringContaining('draft'));
  });

  it('is the same file, byte for byte, when it is written again', async () => {
    const one = {
      id: 'ntf-same',
      to: 'a@b.example',
      at: new Date('2026-06-08T10:00:00Z'),
      subject: 'Tilitys ä',
      text: 'Hei ä\n',
    };
    await files().send(one);
    const before = await letter('ntf-same');
    await files().send(one);
    expect(await letter('ntf-same')).toBe(before);
  });
});

describe('a mail server that is away', () => {
  it('gets the message later, and is asked a limited number of times', async () => {
    await world.collection('providers').insertOne({ ...{ _id: 'prv-late', ver: 1, email: 'late@firma.example' } });
    await notify(world.stores, [ready('prv-late', 'stl-late')], '2027-08-01T10:00:00.000Z');
    let tries = 0;
    const away: Post = {
      send: () => {
        tries += 1;
        return Promise.reject(new Error('ECONNREFUSED'));
      },
      close: () => undefined,
    };
    const state = async () =>
      (await world.collection('notifications').findOne({ _id: 'ntf-statement-stl-late' }))?.['state'] as string;
    await sweep('2027-08-01T10:00:00Z', away);
    await sweep('2027-08-01T10:00:30Z', away);
    expect([tries, await state()]).toEqual([1, 'pending']);
    for (let day = 2; day < 31; day += 1) await sweep(`2027-08-${String(day).padStart(2, '0')}T10:00:00Z`, away);
    expect([tries, await state()]).toEqual([8, 'failed']);
  });

  it('that comes back is spoken to by its own protocol', async () => {
    const heard: string[] = [];
    const server: Server = createServer((socket) => {
      let inMail = false;
      socket.write('220 mail.example\r\n');
      socket.on('data', (chunk) => {
        for (const line of chunk.toString().split('\r\n').filter(Boolean)) {
          heard.push(line);
          if (inMail && line !== '.') continue;
          if (line === '.') inMail = false;
          if (line === 'DATA') inMail = true;
          socket.write(line === 'DATA' ? '354 go\r\n' : line.startsWith('QUIT') ? '221 bye\r\n' : '250 ok\r\n');
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const mail = { from: 'Valinta <valinta@county.example>', smtpUrl: `smtp://127.0.0.1:${port}` };
    const post = openPost({ mail, sandbox: false, dataDir });
    await post.send({ id: 'ntf-x', to: 'b@c.example', at: new Date(0), subject: 'Hei', text: 'Hei\n' });
    post.close();
    server.close();
    expect(heard).toEqual(
      expect.arrayContaining([
        'RCPT TO:<b@c.example>',
        expect.stringMatching(/^Message-ID: <[0-9a-f]{32}@county\.example>$/),
      ]),
    );
  });
});
