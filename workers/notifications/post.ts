import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { Env } from '#shared/config/env';
import type { Text } from './words.ts';

export interface Letter extends Text {
  /** Names the letter: sent again it is the same one, also to mail servers that look. */
  readonly id: string;
  readonly to: string;
  readonly at: Date;
}

export interface Post {
  send(letter: Letter): Promise<void>;
  close(): void;
}

const ANSWER_MS = 15_000;
/** Nothing a letter says may make this process read a file or an address. */
const CLOSED = { disableFileAccess: true, disableUrlAccess: true } as const;

/** The same letter has the same name in every mail server; it tells nothing of what it is about. */
const nameOf = (id: string) => createHash('sha256').update(id).digest('hex').slice(0, 32);

const envelopeOf = ({ id, to, at, subject, text }: Letter, from: string) => ({
  ...{ from, to, subject, text, date: at },
  messageId: `<${nameOf(id)}@${/@([^>\s]+)/.exec(from)?.[1] ?? 'localhost'}>`,
  headers: { 'Auto-Submitted': 'auto-generated' },
});

const bySmtp = (url: string, from: string): Post => {
  const times = { connectionTimeout: ANSWER_MS, greetingTimeout: ANSWER_MS, socketTimeout: ANSWER_MS };
  const transport = createTransport({ url, pool: true, maxConnections: 2, ...times, ...CLOSED });
  return {
    send: async (letter) => {
      await transport.sendMail(envelopeOf(letter, from));
    },
    close: () => transport.close(),
  };
};

/** For rehearsals, and where no mail server is named: each letter a file of its own, always the same bytes. */
const toFiles = (directory: string, from: string): Post => {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows', ...CLOSED });
  return {
    send: async (letter) => {
      const { message } = await transport.sendMail(envelopeOf(letter, from));
      if (!Buffer.isBuffer(message)) throw new Error('the letter did not come out in one piece');
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const file = join(directory, `${letter.id.replaceAll(/[^\w.-]/g, '_')}.eml`);
      const draft = `${file}.${process.pid}.draft`;
      await writeFile(draft, message, { mode: 0o600 });
      await rename(draft, file);
    },
    close: () => transport.close(),
  };
};

/** A rehearsal writes to nobody, whatever mail server is named. */
export const openPost = ({ mail, sandbox, dataDir }: Pick<Env, 'mail' | 'sandbox' | 'dataDir'>): Post =>
  mail.smtpUrl === undefined || sandbox ? toFiles(join(dataDir, 'mail'), mail.from) : bySmtp(mail.smtpUrl, mail.from);
