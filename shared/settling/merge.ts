/** Reading what lies in order side by side, so that no more than a little of each is in memory. */

/** Two streams in the order of a key that each has once, together: what only one has stands alone. */
export async function* paired<T>(
  left: AsyncIterable<T>,
  right: AsyncIterable<T>,
  keyOf: (item: T) => string,
): AsyncGenerator<{ readonly key: string; readonly left: T | null; readonly right: T | null }> {
  const [a, b] = [left[Symbol.asyncIterator](), right[Symbol.asyncIterator]()];
  try {
    let [x, y] = await Promise.all([a.next(), b.next()]);
    while (x.done !== true || y.done !== true) {
      const [keyX, keyY] = [x.done === true ? undefined : keyOf(x.value), y.done === true ? undefined : keyOf(y.value)];
      const isX = keyX !== undefined && (keyY === undefined || keyX <= keyY);
      const isY = keyY !== undefined && (keyX === undefined || keyY <= keyX);
      const key = (isX ? keyX : keyY) ?? '';
      yield {
        key,
        left: isX && x.done !== true ? x.value : null,
        right: isY && y.done !== true ? y.value : null,
      };
      if (isX) x = await a.next();
      if (isY) y = await b.next();
    }
  } finally {
    await Promise.all([a.return?.(), b.return?.()]);
  }
}

/** What follows one another under one key, together: of pages that lie in the order of that key. */
export async function* grouped<T>(
  pages: AsyncIterable<readonly T[]>,
  keyOf: (item: T) => string,
): AsyncGenerator<{ readonly key: string; readonly items: readonly T[] }> {
  let key: string | undefined;
  let items: T[] = [];
  for await (const page of pages)
    for (const item of page) {
      const own = keyOf(item);
      if (key !== undefined && own !== key) {
        yield { key, items };
        items = [];
      }
      key = own;
      items.push(item);
    }
  if (key !== undefined) yield { key, items };
}

/** What several streams have under each key, in order; nothing of those that do not have it. Each has a key once at most. */
export async function* together<T extends { readonly key: string }>(
  streams: readonly AsyncIterable<T>[],
): AsyncGenerator<{ readonly key: string; readonly found: readonly T[] }> {
  const open = streams.map((stream) => ({ items: stream[Symbol.asyncIterator](), head: undefined as T | undefined }));
  const step = async (stream: (typeof open)[number]): Promise<void> => {
    const next = await stream.items.next();
    stream.head = next.done === true ? undefined : next.value;
  };
  try {
    await Promise.all(open.map(step));
    for (;;) {
      const heads = open.flatMap(({ head }) => head ?? []);
      const key = heads.map((head) => head.key).reduce((a, b) => (b < a ? b : a), heads[0]?.key ?? '');
      if (heads.length === 0) return;
      const here = open.filter(({ head }) => head?.key === key);
      yield { key, found: here.flatMap(({ head }) => head ?? []) };
      await Promise.all(here.map(step));
    }
  } finally {
    await Promise.all(
      open.map(async ({ items }) => {
        await items.return?.();
      }),
    );
  }
}
