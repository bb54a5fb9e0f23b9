import type { Client, Residence, Segmentation } from './client.ts';

const added = <T extends { readonly id: string }>(known: readonly T[] = [], one: T): readonly T[] =>
  known.some(({ id }) => id === one.id) ? known : [...known, one];

/**
 * The client moves: from the day on another municipality is theirs. Of two from the same day the later recorded
 * counts; the same request, known by the id, adds nothing again.
 */
export const moveTo = <C extends Client>(client: C, residence: Residence): C => {
  const residences = added(client.residences, residence);
  return residences === client.residences ? client : { ...client, residences };
};

/** The client is counted in a segment, or in none, from the day on. */
export const assignSegment = <C extends Client>(client: C, segmentation: Segmentation): C => {
  const segments = added(client.segments, segmentation);
  return segments === client.segments ? client : { ...client, segments };
};
