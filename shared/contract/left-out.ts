import { LEFT_OUT_REASONS, type LeftOutReason } from '#shared/domain/settlement/at-risk';
import { remedyFor, type Remedy } from './problems.ts';
import { LEFT_OUT_REMEDIES } from './remedies/left-out.ts';

const isNoRefusal = (code: LeftOutReason): code is (typeof LEFT_OUT_REASONS)[number] =>
  (LEFT_OUT_REASONS as readonly string[]).includes(code);

/** What to do about something that is in no run, whether a rule refused it or not. */
export const remedyForLeftOut = (code: LeftOutReason): Remedy =>
  isNoRefusal(code) ? LEFT_OUT_REMEDIES[code] : remedyFor(code);
