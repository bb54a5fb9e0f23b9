import type { Instant } from '../calendar.ts';
import type { Localised } from '../programme/programme.ts';

/** A segment of clients (asiakassegmentti): which services suit people who live as they do. */
export interface Segment {
  readonly id: string;
  readonly ver: number;
  readonly code: string;
  readonly name: Localised;
  /** Programmes that are recommended to its clients. */
  readonly programmeIds: readonly string[];
  readonly recordedAt: Instant;
  readonly recordedBy: string;
  /** Made of the request that wrote it last: told again, it changes nothing. */
  readonly origin: string;
}
