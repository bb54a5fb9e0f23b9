/**
 * Events as a run that was asked for at an instant may have found them. What was decided before a cut-off may be kept and
 * told after the run has read; the next run looks at it.
 */
import type { CertifiedEvent, ToldLate } from '#shared/persistence/certificates-read';

/** The event without the last thing that was done to it; undefined where that was its recording. */
const before = (event: CertifiedEvent, { about }: ToldLate): CertifiedEvent | undefined => {
  const { disputedAt, disputeResolvedAt, earlier = [], ...rest } = event;
  const dispute = disputedAt === undefined ? {} : { disputedAt };
  const resolved = disputeResolvedAt === undefined ? {} : { disputeResolvedAt };
  switch (about) {
    case 'recorded':
      return undefined;
    case 'reversed':
      return { ...event, reversedAt: null };
    case 'disputed':
      return { ...rest, earlier };
    case 'disputeResolved':
      return { ...rest, ...dispute, earlier };
    case 'repriced':
      return { ...rest, ...dispute, ...resolved, ...earlier.at(-1), earlier: earlier.slice(0, -1) };
    default:
      return event;
  }
};

/** Events by id, as far as they were there. */
export type Seen = ReadonlyMap<string, CertifiedEvent>;

/**
 * What may have been seen of some events, the most first: all that is known by now, and what was known before each thing
 * that was told late.
 */
export const seenBefore = (events: readonly CertifiedEvent[], told: readonly ToldLate[]): Seen[] => {
  const states: Seen[] = [new Map(events.map((event) => [event._id, event]))];
  for (const late of told.toReversed()) {
    const state = new Map(states.at(-1));
    const event = state.get(late.eventId);
    if (event === undefined) continue;
    const was = before(event, late);
    if (was === undefined) state.delete(late.eventId);
    else state.set(late.eventId, was);
    states.push(state);
  }
  return states;
};

/** Items by what they belong to. */
export const groupedBy = <T>(items: readonly T[], keyOf: (item: T) => string | undefined): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
};
