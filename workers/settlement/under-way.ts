/** So many writes go on while the next is prepared. */
const AT_ONCE = 3;

/**
 * Writes that go on while the next are prepared. A fault in one of them is thrown by a later `add`, or by `all`; until
 * then it counts as somebody's.
 */
export const underWay = () => {
  const writes: Promise<unknown>[] = [];
  return {
    /** Waits until there is room for another. */
    add: async (write: Promise<unknown>): Promise<void> => {
      write.catch(() => undefined);
      writes.push(write);
      if (writes.length > AT_ONCE) await writes.shift();
    },
    /** Waits until every one of them is done. */
    all: async (): Promise<void> => {
      await Promise.all(writes.splice(0));
    },
  };
};
