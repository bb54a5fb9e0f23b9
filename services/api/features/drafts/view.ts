import { remedyFor } from '#shared/contract/problems';
import type { Draft } from '#shared/domain/draft/draft';

/** A draft as its provider sees it. */
export const draftView = ({ name, told, month, createdAt, savedAt, refusal }: Draft) => ({
  id: name,
  event: told,
  period: month,
  createdAt,
  savedAt,
  refusal: refusal === null ? null : { code: refusal, remedy: remedyFor(refusal) },
});
