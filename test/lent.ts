/** Where it is kept which databases tests have made, and which of them nobody has at the moment. */
export const LENDER = 'test-databases';

export interface Lent {
  readonly _id: string;
  readonly isFree: boolean;
  readonly freedAt: number;
}
