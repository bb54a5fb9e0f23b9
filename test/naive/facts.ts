/** What the naive twin is told: plain facts, with the days from which they hold. */
export type Value =
  | { readonly basis: 'flat'; readonly cents: number }
  | { readonly basis: 'incomeTested'; readonly percent: number; readonly jointPercent: number; readonly keep: number }
  | { readonly basis: 'fullCoverage' };

/** Something that holds from a day on, or to a day. */
export interface Dated {
  readonly from: string;
  readonly to?: string | undefined;
}

export interface Amount extends Dated {
  readonly cents: number;
}

export interface Terms extends Dated {
  readonly value: Value;
  readonly free: boolean;
  readonly coveredUnder: number | null;
  readonly noShowMax: number | null;
  /** None: the rules of domain decision 5. */
  readonly absence: readonly { readonly first: number; readonly last: number; readonly percent: number }[];
}

export interface Income extends Dated {
  readonly net: number;
  readonly housing: number;
  readonly allowance: number;
  readonly medicine: number;
  readonly other: number;
  readonly spouse?: { readonly net: number; readonly deductions: number } | undefined;
}

export type Reason = 'leave' | 'hospital' | 'organiser';

/** Days of which a unit told that the client was there, or away. */
export interface Told {
  readonly unit: string;
  readonly from: string;
  readonly to: string;
  readonly away?: Reason | undefined;
  /** The second at which it was told. */
  readonly at: number;
}

/** From which day to which a client has chosen a unit; an enrolment with a centre is one too. */
export interface Choice extends Dated {
  readonly unit: string;
}

/** One voucher, and what came of it. */
export interface Grant extends Dated {
  readonly terms: readonly Terms[];
  readonly raises: readonly Amount[];
  readonly choices: readonly Choice[];
  /** In the order in which it was told. */
  readonly told: readonly Told[];
}

export interface Resident {
  readonly born: string;
  readonly died: string | null;
  readonly incomes: readonly Income[];
  readonly prices: Readonly<Record<string, readonly Amount[]>>;
  readonly grants: readonly Grant[];
}

/** What one unit gets, and of whom. */
export interface Share {
  readonly unit: string;
  readonly gross: number;
  readonly organiser: number;
  readonly client: number;
}
