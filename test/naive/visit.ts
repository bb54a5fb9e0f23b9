import { isUnder, lastBegun } from './days.ts';
import type { Amount, Share, Terms } from './facts.ts';

export interface Visit {
  readonly unit: string;
  readonly on: string;
  readonly born: string;
  readonly terms: readonly Terms[];
  readonly prices: readonly Amount[];
  readonly raises: readonly Amount[];
}

/** Decision 2: free by law, covered whole by the programme, or for one so young. */
export const isCovered = ({ free, value, coveredUnder }: Terms, born: string, on: string): boolean =>
  free || value.basis === 'fullCoverage' || (coveredUnder !== null && isUnder(coveredUnder, born, on));

/** The value of a unit on a day. A raise below the value is silent in the document: here it raises nothing. */
export const unitValue = ({ value }: Terms, raises: readonly Amount[], on: string): number =>
  Math.max(value.basis === 'flat' ? value.cents : 0, lastBegun(raises, on)?.cents ?? 0);

const inForce = ({ on, terms, prices }: Visit) => {
  const [term, price] = [lastBegun(terms, on), lastBegun(prices, on)];
  if (term === undefined || price === undefined) throw new Error(`nothing in force on ${on}`);
  return { term, price: price.cents };
};

/** Decision 2: the organiser pays up to the value and the client the rest; or the organiser everything. */
export const naiveVisit = (visit: Visit): Share => {
  const { term, price } = inForce(visit);
  const value = unitValue(term, visit.raises, visit.on);
  const organiser = isCovered(term, visit.born, visit.on) || price < value ? price : value;
  return { unit: visit.unit, gross: price, organiser, client: price - organiser };
};

/**
 * Decision 8 with T06: nothing from the organiser; from an adult who cancelled too late, up to the maximum. Of a
 * missed visit of a free service the document is silent: 734/1992 3 § lets it be charged.
 */
export const naiveNoShow = (visit: Visit, cancelledHoursBefore: number): Share => {
  const { term, price } = inForce(visit);
  const nothing = cancelledHoursBefore >= 24 || isUnder(18, visit.born, visit.on) || term.noShowMax === null;
  const client = nothing ? 0 : Math.min(price, term.noShowMax);
  return { unit: visit.unit, gross: client, organiser: 0, client };
};
