import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { actOn, Contention, unchanged, type Act, type Aggregates, type Decide } from '#shared/persistence/act';
import { aggregateStore } from '#shared/persistence/aggregate';
import { isStoreAway } from '#shared/persistence/faults';
import { openTestStores } from './open-stores.ts';

/** A queue at a counter: who was served, in order. */
interface Counter {
  readonly id: string;
  readonly ver: number;
  readonly served: readonly string[];
}

let opened: Awaited<ReturnType<typeof openTestStores>>;
beforeAll(async () => {
  opened = await openTestStores();
});
afterAll(() => opened.close());

/** A store of counters; each call is as another process: it folds nothing with what the others do. */
const counters = () => aggregateStore<Counter>(opened.connection, 'counters');
const open = async (id: string): Promise<Counter> => {
  const counter: Counter = { id, ver: 1, served: [] };
  expect(await counters().insert(counter)).toBe(true);
  return counter;
};
/** Serves somebody; the answer is their place in the line. */
const serve =
  (name: string): Decide<Counter, number> =>
  (state) => ({ next: { ...state, served: [...state.served, name] }, answer: state.served.length + 1 });
const names = (count: number, who = 'n') => Array.from({ length: count }, (_, index) => `${who}${index}`);
const servedAt = async (id: string) => (await counters().load(id))?.served ?? [];
const inOrder = (places: readonly (number | null)[]) => [...places].sort((a, b) => (a ?? 0) - (b ?? 0));
const oneTo = (count: number) => names(count).map((_, index) => index + 1);

describe('many who want one document at once', () => {
  it('all get their turn, in the order they came, with few writes', async () => {
    await open('c-64');
    const { act } = counters();
    const places = await Promise.all(names(64).map((name) => act('c-64', serve(name))));
    expect(places).toEqual(oneTo(64));
    expect(await servedAt('c-64')).toEqual(names(64));
    expect((await counters().load('c-64'))?.ver).toBeLessThan(10);
  });

  it('lose nothing to writers of other processes', async () => {
    await open('c-foreign');
    const processes = ['a', 'b', 'c', 'd'].map((who) => ({ who, act: counters().act }));
    const places = await Promise.all(
      processes.flatMap(({ who, act }) => names(16, who).map((name) => act('c-foreign', serve(name)))),
    );
    expect(inOrder(places)).toEqual(oneTo(64));
    expect(new Set(await servedAt('c-foreign'))).toEqual(new Set(processes.flatMap(({ who }) => names(16, who))));
  });

  it('do not wait for each other over different documents', async () => {
    await Promise.all([open('c-x'), open('c-y')]);
    const { act } = counters();
    const places = await Promise.all(['c-x', 'c-y'].map((id) => act(id, serve('one'))));
    expect(places).toEqual([1, 1]);
  });

  it('fold no more than a hundred into one write, and still serve all', async () => {
    await open('c-250');
    const { act } = counters();
    const places = await Promise.all(names(250).map((name) => act('c-250', serve(name))));
    expect(places).toEqual(oneTo(250));
  });
});

describe('a decision', () => {
  const LAST: Decide<Counter, string> = (state) =>
    state.served.length >= 1
      ? unchanged(state, 'full')
      : { next: { ...state, served: [...state.served, 'last'] }, answer: 'taken' };

  it('on a state that is out of date is taken again on the one that is there', async () => {
    const stale = await open('c-stale');
    await counters().act('c-stale', serve('other'));
    expect(await counters().act('c-stale', LAST, stale)).toBe('full');
    expect(await servedAt('c-stale')).toEqual(['other']);
  });

  it('never says no on a state that is out of date', async () => {
    await open('c-free');
    const stale: Counter = { id: 'c-free', ver: 7, served: ['one who left again'] };
    expect(await counters().act('c-free', LAST, stale)).toBe('taken');
  });

  it('is null where there is no document', async () => {
    expect(await counters().act('c-none', serve('nobody'))).toBeNull();
  });

  it('that changes nothing writes nothing', async () => {
    await open('c-idle');
    expect(await counters().act('c-idle', (state) => unchanged(state, state.served.length))).toBe(0);
    expect((await counters().load('c-idle'))?.ver).toBe(1);
  });

  it('that throws fails its own caller and nobody else', async () => {
    await open('c-throws');
    const { act } = counters();
    const broken: Decide<Counter, number> = () => {
      throw new Error('a fault of ours');
    };
    const answers = await Promise.allSettled([
      act('c-throws', serve('first')),
      act('c-throws', broken),
      act('c-throws', serve('second')),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await servedAt('c-throws')).toEqual(['first', 'second']);
    expect(await act('c-throws', serve('third'))).toBe(3);
  });
});

describe('a store that does not go along', () => {
  const faulty = (over: Partial<Aggregates<Counter>>): { act: Act<Counter>; load: ReturnType<typeof jest.fn> } => {
    const load = jest.fn(() => Promise.resolve<Counter | null>({ id: 'c', ver: 1, served: [] }));
    return { load, act: actOn<Counter>({ load, swap: () => Promise.resolve(true), ...over }) };
  };

  it('is asked many times, and then the caller is told to come again', async () => {
    const { act, load } = faulty({ swap: () => Promise.resolve(false) });
    const fault: unknown = await act('c', serve('n')).catch((thrown: unknown) => thrown);
    expect(fault).toBeInstanceOf(Contention);
    expect(isStoreAway(fault)).toBe(true);
    expect(load.mock.calls.length).toBeGreaterThan(20);
  });

  it('fails all who were folded together, and none of those who come after', async () => {
    let away = true;
    const { act } = faulty({ swap: () => (away ? Promise.reject(new Error('away')) : Promise.resolve(true)) });
    const [one, two] = await Promise.allSettled([act('c', serve('n')), act('c', serve('m'))]);
    expect([one.status, two.status]).toEqual(['rejected', 'rejected']);
    away = false;
    expect(await act('c', serve('n'))).toBe(1);
  });
});
