import { describe, expect, it } from '@jest/globals';
import { once } from '#api/http/once';
import { reply } from '#api/http/reply';
import { refused } from '#shared/domain/outcome';
import type { Seen } from '#shared/persistence/requests';
import type { Deps } from '#api/deps';

/** What a request that came second to the doing is told: the other copy has done it and kept its answer. */
const overtaken = (seen: Seen, kept: unknown) => {
  const requests = { see: () => Promise.resolve(seen), keepAnswer: () => Promise.resolve(kept) };
  const deps = { stores: { requests }, clock: { now: () => 0 } } as unknown as Pick<Deps, 'stores' | 'clock'>;
  const asked = { key: 'go-1', params: { id: 'vch-1' }, body: {} };
  return once(deps, 'resumeVoucher', asked, { userId: 'usr-1' }, () =>
    Promise.resolve(refused('VOUCHER_NOT_SUSPENDED')),
  );
};

describe('two copies of a request under one key, the later of which did what was asked', () => {
  const done = { id: 'vch-1', status: 'reserved' };

  it('both tell the answer that was kept, and only the one that came later as told again', async () => {
    expect(await overtaken({ is: 'new' }, done)).toEqual(reply(done));
    expect(await overtaken({ is: 'again' }, done)).toEqual(reply(done, { 'Idempotent-Replayed': 'true' }));
  });

  it('both tell the refusal, where that was kept', async () => {
    const no = refused('VOUCHER_NOT_OPEN');
    expect(await overtaken({ is: 'new' }, no)).toEqual({ ...no, replayed: false });
    expect(await overtaken({ is: 'again' }, no)).toEqual({ ...no, replayed: true });
  });
});
