import { describe, expect, it } from '@jest/globals';
import {
  beginDraft,
  draftAsKnown,
  noteTry,
  removeDraft,
  saveDraft,
  tryDraft,
  type Draft,
} from '#shared/domain/draft/draft';
import { isRefused, type Refused } from '#shared/domain/outcome';

const at = (day: string) => ({ at: `${day}T09:00:00.000Z`, by: 'usr-1' });
const begun = beginDraft(
  { id: 'drf-a:1', providerId: 'prv-a', name: '1' },
  { date: '2026-06-09' },
  null,
  '2026-06-10',
  at('2026-06-10'),
);
const done = (verdict: Draft | Refused): Draft => {
  if (isRefused(verdict)) throw new Error(verdict.code);
  return verdict;
};
const saved = (draft: Draft, date: string, day: string) => done(saveDraft(draft, { date }, null, day, at(day)));

describe('a draft', () => {
  it('is of the month of its first day, or of the day it was begun', () => {
    expect(begun.month).toBe('2026-06');
    expect(done(saveDraft(begun, {}, null, '2026-07-20', at('2026-07-20'))).month).toBe('2026-06');
    expect(saved(begun, '2026-05-31', '2026-06-11').month).toBe('2026-05');
  });

  it('keeps what it said only where a cut-off may have met it', () => {
    expect(saved(begun, '2026-05-31', '2026-07-05').earlier).toEqual([]);
    expect(saved(begun, '2026-06-12', '2026-07-20').earlier).toEqual([]);
    const moved = saved(begun, '2026-07-02', '2026-07-06');
    expect(moved.earlier).toMatchObject([{ month: '2026-06', told: { date: '2026-06-09' } }]);
    expect(draftAsKnown(moved, '2026-07-06T08:59:59.999Z')).toMatchObject({ month: '2026-06' });
    expect(draftAsKnown(moved, '2026-07-06T09:00:00.000Z')).toMatchObject({ month: '2026-07' });
  });

  it('is one from when it was begun until it was given up or told', () => {
    const removed = done(removeDraft(begun, at('2026-06-20')));
    const recordedAt = '2026-06-20T09:00:00.000Z';
    const told = noteTry(done(tryDraft(begun)), 1, { eventId: 'evt-1', recordedAt });
    for (const draft of [removed, told]) {
      expect(draftAsKnown(draft, '2026-06-10T08:59:59.999Z')).toBeUndefined();
      expect(draftAsKnown(draft, '2026-06-10T09:00:00.000Z')).toBeDefined();
      expect(draftAsKnown(draft, '2026-06-20T08:59:59.999Z')).toBeDefined();
      expect(draftAsKnown(draft, '2026-06-20T09:00:00.000Z')).toBeUndefined();
      expect(isRefused(saveDraft(draft, {}, null, '2026-06-21', at('2026-06-21')))).toBe(true);
      expect(isRefused(tryDraft(draft))).toBe(true);
    }
    expect(removeDraft(removed, at('2026-06-25'))).toBe(removed);
    expect(isRefused(removeDraft(told, at('2026-06-25')))).toBe(true);
  });

  it('is tried under one number until it is noted what came of it', () => {
    const first = done(tryDraft(begun));
    expect(tryDraft(first)).toBe(first);
    const refused = noteTry(first, 1, { refusal: 'IN_THE_FUTURE' });
    expect(refused).toMatchObject({ tries: 1, trying: false, refusal: 'IN_THE_FUTURE' });
    const second = done(tryDraft(refused));
    expect(second.tries).toBe(2);
    // Whoever slept over the first try has nothing to say of the second.
    expect(noteTry(second, 1, { refusal: 'VOUCHER_FULL' })).toBe(second);
    expect(saved(refused, '2026-06-08', '2026-06-12').refusal).toBeNull();
  });
});
