/**
 * An event that a provider has begun to tell and not yet told. It decides nothing and is worth nothing, but it is
 * kept for ever with the instants at which it began and ended to be a draft, so that what was left lying at a
 * cut-off can be said at any later time.
 */
import { monthOf, type CalendarDate, type Instant, type Month } from '../calendar.ts';
import { refused, type RefusalCode, type Refused } from '../outcome.ts';
import { isLate } from '../voucher/govern.ts';
import type { AbsenceReason, ServiceEventType } from '../voucher/voucher.ts';

/** As much of an event as has been told so far. */
export interface DraftTold {
  readonly voucherNumber?: string | undefined;
  readonly offeringId?: string | undefined;
  readonly type?: ServiceEventType | undefined;
  readonly date?: CalendarDate | undefined;
  readonly from?: CalendarDate | undefined;
  readonly to?: CalendarDate | undefined;
  readonly units?: number | undefined;
  readonly cancelledHoursBefore?: number | undefined;
  readonly reason?: AbsenceReason | undefined;
}

/** What a draft says, and the month that it is of. */
export interface DraftState {
  readonly told: DraftTold;
  /** The voucher that it names, whether there is one or not. */
  readonly voucherId: string | null;
  /** The month of its first day; of the day it was begun, while it names none. */
  readonly month: Month;
}

export interface Draft extends DraftState {
  readonly id: string;
  readonly ver: number;
  readonly providerId: string;
  /** What its provider calls it. */
  readonly name: string;
  /** What it said before, oldest first, where a cut-off may have met it: in a month that was closed already. */
  readonly earlier: readonly (DraftState & { readonly until: Instant })[];
  readonly createdAt: Instant;
  readonly begunOn: CalendarDate;
  readonly savedAt: Instant;
  readonly savedBy: string;
  /** How often it was tried to be recorded; each try has a key of its own. */
  readonly tries: number;
  /** The last try has begun, and what came of it is not noted yet. */
  readonly trying: boolean;
  /** Why the last try was refused. */
  readonly refusal: RefusalCode | null;
  readonly removedAt: Instant | null;
  /** When the event that it became was recorded. */
  readonly recordedAt: Instant | null;
  readonly eventId: string | null;
}

export interface Saved {
  readonly at: Instant;
  readonly by: string;
}

const stateOf = (told: DraftTold, voucherId: string | null, begunOn: CalendarDate): DraftState => ({
  told,
  voucherId,
  month: monthOf(told.from ?? told.date ?? begunOn),
});

export const beginDraft = (
  { id, providerId, name }: Pick<Draft, 'id' | 'providerId' | 'name'>,
  told: DraftTold,
  voucherId: string | null,
  begunOn: CalendarDate,
  { at, by }: Saved,
): Draft => ({
  id,
  ver: 1,
  providerId,
  name,
  ...stateOf(told, voucherId, begunOn),
  earlier: [],
  createdAt: at,
  begunOn,
  savedAt: at,
  savedBy: by,
  tries: 0,
  trying: false,
  refusal: null,
  removedAt: null,
  recordedAt: null,
  eventId: null,
});

export const isOpenDraft = ({ removedAt, recordedAt }: Pick<Draft, 'removedAt' | 'recordedAt'>): boolean =>
  removedAt === null && recordedAt === null;

/** While a try is under way the draft is what is tried: nothing else may be recorded under its key. */
const mayChange = (draft: Draft): boolean => isOpenDraft(draft) && !draft.trying;

/** Says something else, as a whole. */
export const saveDraft = (
  draft: Draft,
  told: DraftTold,
  voucherId: string | null,
  today: CalendarDate,
  { at, by }: Saved,
): Draft | Refused => {
  if (!mayChange(draft)) return refused('DRAFT_NOT_OPEN');
  const next = stateOf(told, voucherId, draft.begunOn);
  const mayHaveBeenMet = next.month !== draft.month && isLate(draft.month, today);
  const { told: before, voucherId: voucherBefore, month } = draft;
  const earlier = mayHaveBeenMet
    ? [...draft.earlier, { told: before, voucherId: voucherBefore, month, until: at }]
    : draft.earlier;
  return { ...draft, ...next, earlier, savedAt: at, savedBy: by, refusal: null };
};

/** Asked again, it stays removed since the first time. */
export const removeDraft = (draft: Draft, { at }: Saved): Draft | Refused => {
  if (draft.removedAt !== null) return draft;
  return mayChange(draft) ? { ...draft, removedAt: at } : refused('DRAFT_NOT_OPEN');
};

/** Begins a try, or takes up the one that was left: until it is noted what came of it, it stays the same one. */
export const tryDraft = (draft: Draft): Draft | Refused => {
  if (!isOpenDraft(draft)) return refused('DRAFT_NOT_OPEN');
  return draft.trying ? draft : { ...draft, tries: draft.tries + 1, trying: true };
};

/** What came of a try; nothing to note where a later one has begun or another has noted it. */
export const noteTry = (
  draft: Draft,
  tried: number,
  outcome: { readonly eventId: string; readonly recordedAt: Instant } | { readonly refusal: RefusalCode },
): Draft => {
  if (!draft.trying || draft.tries !== tried) return draft;
  return { ...draft, trying: false, ...('refusal' in outcome ? outcome : { ...outcome, refusal: null }) };
};

/** What it said at an instant at which it was a draft; undefined where it was none then. */
export const draftAsKnown = (draft: Draft, knownAt: Instant): DraftState | undefined => {
  const { createdAt, removedAt, recordedAt } = draft;
  const over = [removedAt, recordedAt].some((at) => at !== null && at <= knownAt);
  if (createdAt > knownAt || over) return undefined;
  return draft.earlier.find(({ until }) => until > knownAt) ?? draft;
};
