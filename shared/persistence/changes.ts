import type { Document } from 'mongodb';

/**
 * The update that turns one state into the next: fields that are another object are set, and a list that only
 * grew is pushed to, so that a long journal is not written anew with every line.
 */
export const changes = (previous: object, next: object): Document => {
  const set: Record<string, unknown> = {};
  const push: Record<string, unknown> = {};
  const before = previous as Record<string, unknown>;
  for (const [field, value] of Object.entries(next)) {
    const old = before[field];
    if (field === 'id' || value === old) continue;
    const added = grownBy(old, value);
    if (added === undefined) set[field] = value;
    else push[field] = { $each: added };
  }
  return { $set: set, ...(Object.keys(push).length > 0 ? { $push: push } : {}) };
};

const grownBy = (old: unknown, value: unknown): unknown[] | undefined => {
  if (!Array.isArray(old) || !Array.isArray(value) || value.length <= old.length) return undefined;
  const same = old.every((item, index) => item === value[index]);
  return same ? value.slice(old.length) : undefined;
};
