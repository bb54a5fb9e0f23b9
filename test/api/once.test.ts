import { describe, expect, it } from '@jest/globals';
import { once } from '#api/http/once';
import { NOT_FOUND, reply, type Answer } from '#api/http/reply';
import { refused } from '#shared/domain/outcome';
import type { Seen } from '#shared/persistence/requests';
import type { Deps } from '#api/deps';

/** A request under a key that is known so far, and in what order it did what; `kept` is the answer another copy has kept. */
const asked = async (seen: Seen, answer: Answer, kept?: unknown) => {
  const done: string[] = [];
  const doing =
    <T>(what: string, result: T) =>
    () => {
      done.push(what);
      return Promise.resolve(result);
    };
  const known = kept ?? (answer.outcome === 'refused' ? answer : undefined);
  const requests = {
    see: doing('see', seen),
    keepAnswer: doing('keep', known),
    confirm: doing('confirm', seen.is === 'again' && seen.answer !== undefined ? seen.answer : known),
  };
  const deps = { stores: { requests }, clock: { now: () => 0 } } as unknown as Pick<Deps, 'stores' | 'clock'>;
  const request = { key: 'go-1', params: { id: 'vch-1' }, body: {} };
  const told = await once(deps, 'resumeVoucher', request, { userId: 'usr-1' }, doing('make', answer));
  return { told, done };
};

/** What a request that came second to the doing is told: the other copy has done it and kept its answer. */
const overtaken = async (seen: Seen, kept: unknown) => (await asked(seen, refused('VOUCHER_NOT_SUSPENDED'), kept)).told;

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

describe('an answer under a key', () => {
  const no = refused('VOUCHER_NOT_OPEN');
  const again = { is: 'again' } as const;

  it.each([
    ['that finds the thing done', again, reply({}), ['see', 'make', 'confirm', 'make']],
    ['that is refused as it was', again, no, ['see', 'make', 'keep', 'confirm']],
    ['whose refusal was kept', { ...again, answer: no }, reply({}), ['see', 'confirm']],
    ['whose thing is not there', again, NOT_FOUND, ['see', 'make', 'confirm', 'make']],
  ])(
    'of a repeat %s is told as it is found after a write of its own has brought it into the journal',
    async (_what, seen, answer, order) => expect((await asked(seen, answer)).done).toEqual(order),
  );

  it.each([
    ['a yes', reply({}), ['see', 'make']],
    ['a no', no, ['see', 'make', 'keep']],
  ])('given for the first time costs no write more: %s', async (_what, answer, order) =>
    expect((await asked({ is: 'new' }, answer)).done).toEqual(order),
  );
});
