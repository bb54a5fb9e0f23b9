/** Whose money a voucher's postings move: every posting in the purse of one payer and one year. */
import { assertCents, sumCents, type Cents } from '../money.ts';
import { move, type Posting, type Purse } from './postings.ts';

/** What is left of a commitment in one purse; in none, for what was committed before purses were told. */
export interface Pot {
  readonly purse: Purse | undefined;
  readonly cents: Cents;
}

/** What the purse is called where the month of service does not matter: commitments are by the year. */
const nameOf = (purse: Purse | undefined): string =>
  purse === undefined ? '' : `${purse.year} ${purse.municipalityCode ?? ''}`;

const byTheYear = ({ month: _, ...purse }: Purse): Purse => purse;

/** What postings leave committed in each purse, the earliest year first. */
const potsAfter = (pots: readonly Pot[], postings: readonly Posting[]): Pot[] => {
  const left = new Map(pots.map((pot) => [nameOf(pot.purse), pot]));
  for (const { from, to, amountCents, purse } of postings) {
    const change = (to === 'committed' ? amountCents : 0) - (from === 'committed' ? amountCents : 0);
    if (change === 0) continue;
    const name = nameOf(purse);
    left.set(name, { purse: purse && byTheYear(purse), cents: (left.get(name)?.cents ?? 0) + change });
  }
  return [...left].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pot]) => pot);
};

/** What a journal's postings leave committed in each purse, the earliest year first; purses with nothing left, too. */
export const potsOf = (journal: readonly { readonly postings: readonly Posting[] }[]): Pot[] =>
  potsAfter(
    [],
    journal.flatMap(({ postings }) => postings),
  );

/** So much taken out of the pots, one after the other; what they do not hold is not taken. */
const draw = (pots: readonly Pot[], cents: Cents): Pot[] => {
  let missing = cents;
  return pots.flatMap((pot) => {
    const taken = Math.max(0, Math.min(missing, pot.cents));
    missing -= taken;
    return taken === 0 ? [] : [{ purse: pot.purse, cents: taken }];
  });
};

/** A posting with its purse. The month of service is told of what is owed for it; what is committed is so by the year. */
const inPurse = (posting: Posting, purse: Purse | undefined): Posting => {
  if (purse === undefined) return posting;
  const isOfMonth = posting.from === 'owed' || posting.to === 'owed';
  return { ...posting, purse: isOfMonth ? purse : byTheYear(purse) };
};

/** A posting in a purse, or none where nothing moves. */
export const moveIn = (purse: Purse | undefined, ...moved: Parameters<typeof move>): Posting[] =>
  move(...moved).map((posting) => inPurse(posting, purse));

export interface Spending {
  /** Whose money it is about; left out where it is about all that is committed. */
  readonly purse?: Purse | undefined;
  /**
   * Whether what is committed for one year may be used up in another: visits are granted by their number, days and
   * months by the year they are in.
   */
  readonly isCounted: boolean;
}

/** A posting out of the commitment for which no purse is named: each pot gives its part. */
const outOfAll = (pots: readonly Pot[], posting: Posting): Posting[] => {
  const drawn = draw(pots, posting.amountCents);
  const rest = posting.amountCents - sumCents(drawn.map(({ cents }) => cents));
  const parts = rest > 0 ? [...drawn, { purse: undefined, cents: rest }] : drawn;
  return parts.map(({ purse, cents }) => inPurse({ ...posting, amountCents: cents }, purse));
};

/** A posting out of the commitment of one purse; what that does not hold comes from others that may give, or anew. */
const outOfOne = (pots: readonly Pot[], posting: Posting, purse: Purse, isCounted: boolean): Posting[] => {
  const own = pots.filter((pot) => nameOf(pot.purse) === nameOf(purse));
  const others = pots.filter((pot) => !own.includes(pot));
  if (posting.to === 'appropriation') return outOfAll([...own, ...others], posting);
  const held = sumCents(draw(own, posting.amountCents).map(({ cents }) => cents));
  const giving = others.filter((pot) => isCounted || pot.purse === undefined || pot.purse.year === purse.year);
  const given = draw(giving, posting.amountCents - held);
  const missing = posting.amountCents - held - sumCents(given.map(({ cents }) => cents));
  return [
    ...given.flatMap(({ purse: giver, cents }) => movedTo(purse, giver, cents)),
    ...moveIn(purse, 'appropriation', 'committed', missing, 'beyond the commitment'),
    inPurse(posting, purse),
  ];
};

/** Committed in one purse no longer, and in another instead. */
const movedTo = (purse: Purse | undefined, giver: Purse | undefined, cents: Cents): Posting[] => [
  ...moveIn(giver, 'committed', 'appropriation', cents, 'paid by another purse'),
  ...moveIn(purse, 'appropriation', 'committed', cents, 'paid by another purse'),
];

/**
 * The postings of a decision, each in the purse it moves: that of the payer and the year of what the decision is
 * about. No purse's commitment goes below zero by it: what it lacks, it is given by the others of the voucher, or
 * has set aside anew.
 */
export const inPurses = (
  postings: readonly Posting[],
  committed: readonly Pot[],
  { purse: about, isCounted }: Spending,
): Posting[] => {
  let pots = [...committed];
  return postings.flatMap((posting) => {
    const purse = posting.purse ?? about;
    const placed =
      posting.from !== 'committed'
        ? [inPurse(posting, purse)]
        : purse === undefined
          ? outOfAll(pots, posting)
          : outOfOne(pots, posting, purse, isCounted);
    pots = potsAfter(pots, placed);
    return placed;
  });
};

/** Whether what is in the pot was committed for another year than the one that has come. */
const isOfBefore = ({ purse, cents }: Pot, year: number, isCounted: boolean): boolean =>
  cents > 0 && (purse === undefined ? !isCounted : purse.year < year);

/** The year that has come, and who pays in it; left out where each purse's own municipality goes on paying. */
export interface Turned {
  readonly year: number;
  readonly municipalityCode?: string | null | undefined;
}

/**
 * What is left in the purses of years gone by, brought to the year's: visits not yet used are now the promise of who
 * pays in it; days and months not used are nobody's, and lapse.
 */
export const broughtForward = (
  pots: readonly Pot[],
  { year, municipalityCode }: Turned,
  isCounted: boolean,
): Posting[] =>
  pots
    .filter((pot) => isOfBefore(pot, year, isCounted))
    .flatMap(({ purse, cents }) =>
      isCounted
        ? movedTo(
            purse && { ...purse, year, ...(municipalityCode === undefined ? {} : { municipalityCode }) },
            purse,
            cents,
          )
        : moveIn(purse, 'committed', 'appropriation', cents, 'lapsed: the year is over'),
    );

/** How much more is committed after the postings than before. */
export const committedBy = (postings: readonly Posting[]): Cents =>
  assertCents(
    sumCents(
      postings.map(
        ({ from, to, amountCents }) =>
          (to === 'committed' ? amountCents : 0) - (from === 'committed' ? amountCents : 0),
      ),
    ),
  );
