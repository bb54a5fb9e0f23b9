/** Ids from a prefix on, up to but without what no longer begins with it. */
export const beginningWith = (prefix: string) => ({ $gte: prefix, $lt: endOf(prefix) });

/** After every id that begins with the prefix. */
export const endOf = (prefix: string): string => `${prefix}\uffff`;
