import { describe, expect, it } from '@jest/globals';
import { underWay } from '#workers/settlement/under-way';

/** Writes that end when they are told to. */
const writesToEnd = () => {
  const ends: { resolve: () => void; reject: (fault: Error) => void }[] = [];
  const begin = () => new Promise<void>((resolve, reject) => void ends.push({ resolve, reject }));
  return { ends, begin };
};

describe('writes under way while the next are prepared', () => {
  it('go on three at a time: the fourth waits for the first', async () => {
    const { ends, begin } = writesToEnd();
    const writes = underWay();
    for (let n = 0; n < 3; n += 1) await writes.add(begin());
    let hasRoom = false;
    const fourth = writes.add(begin()).then(() => (hasRoom = true));
    ends[1]?.resolve();
    await new Promise(setImmediate);
    expect(hasRoom).toBe(false);
    ends[0]?.resolve();
    await fourth;
    expect(hasRoom).toBe(true);
  });

  it('are all waited for at the end', async () => {
    const { ends, begin } = writesToEnd();
    const writes = underWay();
    await writes.add(begin());
    await writes.add(begin());
    let isDone = false;
    const all = writes.all().then(() => (isDone = true));
    ends[1]?.resolve();
    await new Promise(setImmediate);
    expect(isDone).toBe(false);
    ends[0]?.resolve();
    await all;
    expect(isDone).toBe(true);
  });

  it('tell of a fault at the end, however early it came', async () => {
    const writes = underWay();
    await writes.add(Promise.reject(new Error('the disk is full')));
    await new Promise(setImmediate);
    await expect(writes.all()).rejects.toThrow('the disk is full');
  });

  it('tell of a fault as soon as its turn has come', async () => {
    const { ends, begin } = writesToEnd();
    const writes = underWay();
    for (let n = 0; n < 3; n += 1) await writes.add(begin());
    ends[0]?.reject(new Error('the disk is full'));
    await expect(writes.add(begin())).rejects.toThrow('the disk is full');
  });
});
