import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';

/**
 * Listens on a Unix socket only this user may open (0600): the engines ask no password, the file's mode is the gate.
 * A socket file left by a process that was killed is replaced; the caller has made sure that no live one owns it.
 */
export async function listenPrivately(
  path: string,
  onConnection: (socket: Socket) => void,
): Promise<{ close(): void }> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    onConnection(socket);
  });
  rmSync(path, { force: true });
  const before = process.umask(0o177);
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve));
  } finally {
    process.umask(before);
  }
  chmodSync(path, 0o600);
  return {
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
