/**
 * The little of MongoDB's wire protocol a listener needs: where a message ends, which command it carries, and how a
 * reply is framed. The engine itself reads and writes everything else.
 */
export const OP_REPLY = 1;
export const OP_QUERY = 2004;
export const OP_MSG = 2013;

const HEADER = 16;
const LARGEST_MESSAGE = 48_000_000 + 16_384;
const FLAG_CHECKSUM = 1;
const FLAG_MORE_TO_COME = 2;

export const opcodeOf = (message: Buffer): number => message.readInt32LE(12);
export const requestIdOf = (message: Buffer): number => message.readInt32LE(4);

/** Whether an OP_MSG asks for no reply (an unacknowledged write). */
export const wantsNoReply = (message: Buffer): boolean => (message.readUInt32LE(HEADER) & FLAG_MORE_TO_COME) !== 0;

/**
 * The messages of a stream of chunks, each whole. Chunks are joined once per message, never once per chunk: a message of
 * 16 MB arrives in hundreds of them. @throws on a length no client of ours would send.
 */
export async function* messagesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let have = 0;
  let need = 4;
  for await (const chunk of chunks) {
    parts.push(chunk);
    have += chunk.length;
    while (have >= need) {
      const joined = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts, have);
      const length = joined.readInt32LE(0);
      if (length < HEADER + 5 || length > LARGEST_MESSAGE) throw new Error(`a message cannot be ${length} bytes long`);
      parts = [joined];
      need = length;
      if (have < length) break;
      yield joined.subarray(0, length);
      const rest = joined.subarray(length);
      parts = rest.length > 0 ? [rest] : [];
      have = rest.length;
      need = 4;
    }
  }
}

/** The name of the command, which is the first field of its document; empty when there is none to be found. */
export function commandOf(message: Buffer): string {
  return opcodeOf(message) === OP_QUERY ? commandOfQuery(message) : commandOfMsg(message);
}

function commandOfMsg(message: Buffer): string {
  const end = message.length - (message.readUInt32LE(HEADER) & FLAG_CHECKSUM ? 4 : 0);
  for (let at = HEADER + 4; at + 6 < end; at += 1 + message.readInt32LE(at + 1)) {
    if (message[at] === 0) return firstField(message, at + 1);
    if (message.readInt32LE(at + 1) <= 0) return '';
  }
  return '';
}

function commandOfQuery(message: Buffer): string {
  const endOfCollection = message.indexOf(0, HEADER + 4);
  const document = endOfCollection + 1 + 8;
  return endOfCollection < 0 || document + 6 > message.length ? '' : firstField(message, document);
}

/** A BSON document is its length (4 bytes), then fields: a type (1 byte) and a name that ends in zero. */
const firstField = (message: Buffer, document: number): string =>
  message.toString('latin1', document + 5, Math.max(document + 5, message.indexOf(0, document + 5)));

/** A reply to OP_MSG, or to the OP_QUERY some drivers open a conversation with. */
export function replyTo(requestId: number, body: Buffer, legacy: boolean): Buffer {
  const head = HEADER + (legacy ? 20 : 5);
  const frame = Buffer.alloc(head + body.length);
  frame.writeInt32LE(frame.length, 0);
  frame.writeInt32LE(requestId, 8);
  frame.writeInt32LE(legacy ? OP_REPLY : OP_MSG, 12);
  if (legacy) frame.writeInt32LE(1, HEADER + 16); // the number of documents returned
  body.copy(frame, head);
  return frame;
}

/** `{ ok: 1 }` in BSON. */
export const OK = Buffer.from('11000000016f6b00000000000000f03f00', 'hex');

/** `{ ok: 0, errmsg, code: 59 }` in BSON: what a server says to a command it does not know. */
export function noSuchCommand(command: string): Buffer {
  const message = Buffer.from(`no such command: '${command}'\0`);
  const length = Buffer.alloc(4);
  length.writeInt32LE(message.length);
  const fields = Buffer.concat([
    Buffer.from('016f6b000000000000000000', 'hex'), // ok: 0.0
    Buffer.from('026572726d736700', 'hex'), // errmsg:
    length,
    message,
    Buffer.from('10636f6465003b000000', 'hex'), // code: 59
    Buffer.from([0]),
  ]);
  const size = Buffer.alloc(4);
  size.writeInt32LE(fields.length + 4);
  return Buffer.concat([size, fields]);
}
