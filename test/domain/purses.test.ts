import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { move, type Account, type Posting, type Purse } from '#shared/domain/ledger/postings';
import { broughtForward, committedBy, inPurses, moveIn, potsOf } from '#shared/domain/ledger/purses';

const purse = (year: number, municipalityCode: string | null = '398'): Purse => ({ municipalityCode, year });
const owed = (amountCents: number): Posting[] => move('committed', 'owed', amountCents, 'event accepted');
const granted = (amountCents: number, into: Purse | undefined) => [
  { postings: moveIn(into, 'appropriation', 'committed', amountCents, 'granted') },
];
const told = (postings: readonly Posting[]) =>
  postings.map(({ from, to, amountCents, purse: of }) => [
    from,
    to,
    amountCents,
    of?.year ?? null,
    of?.municipalityCode ?? null,
  ]);

describe('what an event takes from the commitment', () => {
  it('is taken from the purse of its payer and year', () => {
    const pots = potsOf(granted(1_000, purse(2026)));
    expect(told(inPurses(owed(300), pots, { purse: purse(2026), isCounted: true }))).toEqual([
      ['committed', 'owed', 300, 2026, '398'],
    ]);
  });

  it('is given by another purse of the voucher where the client has moved', () => {
    const pots = potsOf(granted(1_000, purse(2026)));
    expect(told(inPurses(owed(300), pots, { purse: purse(2026, '111'), isCounted: false }))).toEqual([
      ['committed', 'appropriation', 300, 2026, '398'],
      ['appropriation', 'committed', 300, 2026, '111'],
      ['committed', 'owed', 300, 2026, '111'],
    ]);
  });

  it('comes from another year for visits, and is set aside anew for days', () => {
    const pots = potsOf(granted(1_000, purse(2026)));
    const of = (isCounted: boolean) => told(inPurses(owed(300), pots, { purse: purse(2027), isCounted }));
    expect(of(true)[0]).toEqual(['committed', 'appropriation', 300, 2026, '398']);
    expect(of(false)[0]).toEqual(['appropriation', 'committed', 300, 2027, '398']);
  });

  it('is taken from what was committed before purses were told', () => {
    const pots = potsOf(granted(1_000, undefined));
    expect(told(inPurses(owed(300), pots, { purse: undefined, isCounted: true }))).toEqual([
      ['committed', 'owed', 300, null, null],
    ]);
    expect(told(inPurses(owed(300), pots, { purse: purse(2026), isCounted: false }))).toEqual([
      ['committed', 'appropriation', 300, null, null],
      ['appropriation', 'committed', 300, 2026, '398'],
      ['committed', 'owed', 300, 2026, '398'],
    ]);
  });
});

describe('at the turn of the year', () => {
  const pots = potsOf([...granted(1_000, purse(2026)), ...granted(500, purse(2027))]);
  it('days of the old year lapse', () => {
    expect(told(broughtForward(pots, { year: 2027, municipalityCode: '111' }, false))).toEqual([
      ['committed', 'appropriation', 1_000, 2026, '398'],
    ]);
  });
  it('visits not used become a promise of the new one', () => {
    expect(told(broughtForward(pots, { year: 2027 }, true))).toEqual([
      ['committed', 'appropriation', 1_000, 2026, '398'],
      ['appropriation', 'committed', 1_000, 2027, '398'],
    ]);
  });
  it('are the promise of who pays in it', () => {
    const to = (municipalityCode: string | null) =>
      told(broughtForward(pots, { year: 2027, municipalityCode }, true))[1];
    expect(to('111')).toEqual(['appropriation', 'committed', 1_000, 2027, '111']);
    expect(to(null)).toEqual(['appropriation', 'committed', 1_000, 2027, null]);
  });
});

describe('whatever happens to a voucher', () => {
  const purses = fc.option(
    fc.record({
      municipalityCode: fc.constantFrom('398', '111', null),
      year: fc.constantFrom(2025, 2026, 2027),
    }),
    { nil: undefined },
  );
  const ways = fc.constantFrom<[Account, Account]>(
    ['appropriation', 'committed'],
    ['committed', 'owed'],
    ['committed', 'appropriation'],
    ['owed', 'committed'],
    ['appropriation', 'owed'],
  );
  const moves = fc.array(fc.record({ way: ways, cents: fc.integer({ min: 1, max: 1_000 }), purse: purses }));
  const inOf = (postings: readonly Posting[], account: Account) =>
    postings.reduce(
      (sum, { from, to, amountCents }) =>
        sum + (to === account ? amountCents : 0) - (from === account ? amountCents : 0),
      0,
    );

  it('no purse promises less than nothing, the pots are the commitment, and owed is what was said', () => {
    fc.assert(
      fc.property(moves, fc.boolean(), (all, isCounted) => {
        const journal: { postings: Posting[] }[] = [];
        let held = 0;
        for (const { way, cents, purse: of } of all) {
          const [from, to] = way;
          // What is not committed cannot be taken: the rules of a voucher never ask for it.
          const amount = from === 'committed' ? Math.min(cents, held) : cents;
          const postings = inPurses(move(from, to, amount, 'moved'), potsOf(journal), { purse: of, isCounted });
          expect(inOf(postings, 'owed')).toBe(inOf(move(from, to, amount, ''), 'owed'));
          journal.push({ postings });
          held += committedBy(postings);
          const pots = potsOf(journal);
          expect(pots.every((pot) => pot.cents >= 0)).toBe(true);
          expect(pots.reduce((sum, pot) => sum + pot.cents, 0)).toBe(held);
        }
      }),
    );
  });
});
