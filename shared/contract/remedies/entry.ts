import type { RefusalCode } from '#shared/domain/outcome';

/** One plain sentence in each language of the county's people: what to do next, not whose fault it was. */
export interface Remedy {
  readonly fi: string;
  readonly sv: string;
  readonly en: string;
}

/**
 * What a refusal by rule becomes over HTTP: 409 where the state of a thing forbids it, 422 where a rule does,
 * 403 where it takes another person, 429 where it was tried too often. The title is for integrators, the
 * remedy for the person at the door.
 */
export interface ProblemEntry {
  readonly status: 403 | 409 | 422 | 429;
  readonly title: string;
  readonly remedy: Remedy;
}

/** The problems of one noun; `problems.ts` puts them together and lets no code be left out. */
export type ProblemGroup = Partial<Record<RefusalCode, ProblemEntry>>;
