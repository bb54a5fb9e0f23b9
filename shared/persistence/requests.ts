import { createHash } from 'node:crypto';
import type { Connection } from 'mongoose';
import { notSure } from './faults.ts';
import { collectionOf } from './records.ts';
import { insertTogether } from './together.ts';

/** The same value as the same text, whatever the order of its fields. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** What a caller's key is called here: short, and telling nothing of the caller. */
export const keyDigest = (userId: string, key: string): string => sha256(`${userId}\n${key}`).slice(0, 32);

/** What is known of a key: new, used before with the same body (and what was answered, if that is kept here), or with another. */
export type Seen =
  { readonly is: 'new' } | { readonly is: 'again'; readonly answer?: unknown } | { readonly is: 'anotherBody' };

/** Remembers which body a caller's key stands for; keys never expire, because what was paid once is paid for ever. */
export const requestStore = (connection: Connection) => {
  const collection = collectionOf(connection, 'requests');
  const insert = insertTogether(connection.getClient(), `${connection.name}.requests`);
  return {
    async see(digest: string, body: unknown, at: string): Promise<Seen> {
      const fingerprint = sha256(canonicalJson(body)).slice(0, 32);
      if (await insert({ _id: digest, fingerprint, at })) return { is: 'new' };
      const known = await collection.findOne({ _id: digest });
      if (known?.['fingerprint'] !== fingerprint) return { is: 'anotherBody' };
      return { is: 'again', answer: known['answer'] as unknown };
    },
    /**
     * Brings into the journal whatever was read before, and gives the answer that is kept beside the key now. What was
     * read can be gone by then, with an engine that died in between: whoever tells something again looks anew after this.
     */
    async confirm(digest: string): Promise<unknown> {
      const known = await collection.findOneAndUpdate({ _id: digest }, { $inc: { again: 1 } });
      if (known === null) throw notSure(`the key ${digest} was lost with the store`);
      return known['answer'] as unknown;
    },
    /** Keeps an answer that no other document could keep, unless one is there; gives the one that is kept. */
    async keepAnswer(digest: string, answer: unknown): Promise<unknown> {
      await collection.updateOne({ _id: digest, answer: { $exists: false } }, { $set: { answer } });
      return (await collection.findOne({ _id: digest }))?.['answer'];
    },
  };
};

export type RequestStore = ReturnType<typeof requestStore>;
