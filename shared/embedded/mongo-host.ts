import { mkdirSync } from 'node:fs';
import type { Socket } from 'node:net';
import { logTo } from '../log.ts';
import { listenPrivately } from './listen-privately.ts';
import { loadEngine, type Engine } from './load-engine.ts';
import { runHost } from './run-host.ts';
import { commandOf, messagesOf, noSuchCommand, OK, OP_MSG, OP_QUERY, opcodeOf } from './wire.ts';
import { replyTo, requestIdOf, wantsNoReply } from './wire.ts';

/**
 * The process of the embedded MongoDB: `mongo-host DATA_DIRECTORY SOCKET CACHE_DIRECTORY [--tie]`.
 *
 * A process of its own, so that a crash in the native engine is a short wait for the others and not their end. An own
 * listener, because the package's makes a new socket path at each start and lets a client's `endSessions`
 * crash the whole store.
 */
const log = logTo('mongo-host');

/** Bookkeeping of sessions, which the engine does not have: a yes costs nothing, asking the engine crashes it. */
const ANSWERED_HERE = new Set([
  'endSessions',
  'refreshSessions',
  'killSessions',
  'killAllSessions',
  'killAllSessionsByPattern',
]);

/** The first crashes the engine; the others are not a client's to ask. */
const REFUSED = new Set(['startSession', 'wiredTigerRepair', 'shutdown']);

/** The only commands servers still take in the old message form, to say hello. */
const GREETINGS = new Set(['hello', 'isMaster', 'ismaster']);

/** The reply to one message, or nothing when none is wanted. */
async function answer(engine: Engine, message: Buffer): Promise<Buffer | undefined> {
  const command = commandOf(message);
  const opcode = opcodeOf(message);
  if (opcode !== OP_MSG && !(opcode === OP_QUERY && GREETINGS.has(command))) {
    throw new Error(`message kind ${opcode} with command '${command}' is not served`);
  }
  if (ANSWERED_HERE.has(command) || REFUSED.has(command)) {
    const body = ANSWERED_HERE.has(command) ? OK : noSuchCommand(command);
    return wantsNoReply(message) ? undefined : replyTo(requestIdOf(message), body, false);
  }
  const { requestId, moreToCome, legacy, response } = await engine.roundTrip(message);
  return moreToCome ? undefined : replyTo(requestId, response, legacy);
}

/** One connection: messages are answered in the order they came, each before the next is read. */
async function serve(engine: Engine, socket: Socket): Promise<void> {
  try {
    for await (const message of messagesOf(socket)) {
      const reply = await answer(engine, message).catch((err: unknown) => {
        log.warn({ err, command: commandOf(message) }, 'a command has no answer');
        throw err;
      });
      if (reply && !socket.destroyed) socket.write(reply);
    }
  } catch (err) {
    // A client that went away in mid-sentence is everyday; whatever it was, the client sees its connection end.
    log.debug({ err }, 'connection ended');
    socket.destroy();
  }
}

await runHost(async ([dataDir, socketPath, cacheDir]) => {
  if (!dataDir || !socketPath || !cacheDir) throw new Error('usage: mongo-host DATA_DIRECTORY SOCKET CACHE_DIRECTORY');
  const Engine = loadEngine(cacheDir);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  // The directory is locked by the engine: a second process fails here, before it could take the first one's socket.
  const engine = await Engine.open(dataDir);
  const listener = await listenPrivately(socketPath, (socket) => void serve(engine, socket));
  return async () => {
    listener.close();
    await engine.close();
  };
});
