import { createHash } from 'node:crypto';
import type { Connection } from 'mongoose';
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

export type Seen = 'new' | 'again' | 'anotherBody';

/** Remembers which body a caller's key stands for; money keys never expire (`reliability`: paid once, for ever). */
export const requestStore = (connection: Connection) => {
  const collection = collectionOf(connection, 'requests');
  const insert = insertTogether(connection.getClient(), `${connection.name}.requests`);
  return {
    /** Tells whether the key is new, was used with the same body, or with another. */
    async see(digest: string, body: unknown, at: string): Promise<Seen> {
      const fingerprint = sha256(canonicalJson(body)).slice(0, 32);
      if (await insert({ _id: digest, fingerprint, at })) return 'new';
      const known = await collection.findOne({ _id: digest });
      return known?.['fingerprint'] === fingerprint ? 'again' : 'anotherBody';
    },
    /** The answer kept beside the key itself, where no other document could keep it. */
    async answerTo(digest: string): Promise<unknown> {
      return (await collection.findOne({ _id: digest }))?.['answer'];
    },
    /** Keeps an answer unless one is there; gives the one that is kept. */
    async keepAnswer(digest: string, answer: unknown): Promise<unknown> {
      await collection.updateOne({ _id: digest, answer: { $exists: false } }, { $set: { answer } });
      return this.answerTo(digest);
    },
  };
};

export type RequestStore = ReturnType<typeof requestStore>;
