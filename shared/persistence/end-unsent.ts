import { createRequire } from 'node:module';
import type { Socket } from 'node:net';

/** The part of the driver's connection used here; its class is not among what the driver exports. */
interface DriverConnection {
  readonly socket: Socket;
  readonly closed: boolean;
  cleanup: (this: DriverConnection, error: Error) => void;
}

const patched = new WeakSet<DriverConnection>();

/**
 * Ends commands that a connection has taken and never sent, when it closes. Between the death of a server and the `close`
 * of its sockets a write to one of them says "wait until it drains", and the driver (7.8.0, 7.9.0) waits for that or for an
 * error; a socket that only closes gives neither, and whoever sent the command waits for ever. After a `drain` the driver
 * sees that the connection is closed and throws what it was closed with. A command that was still being compressed begins
 * to wait later, and is told then.
 * @throws when the driver is built otherwise.
 */
export const endUnsent = (): void => {
  const { Connection } = createRequire(import.meta.url)('mongodb/lib/cmap/connection.js') as {
    readonly Connection: { readonly prototype: DriverConnection };
  };
  const { prototype } = Connection;
  if (patched.has(prototype)) return;
  if (typeof prototype.cleanup !== 'function') throw new Error('the MongoDB driver closes its connections otherwise');
  const close = prototype.cleanup;
  prototype.cleanup = function (this: DriverConnection, error) {
    const { socket, closed } = this;
    close.call(this, error);
    if (closed) return;
    const drain = () => void socket.emit('drain');
    drain();
    socket.on('newListener', (event) => event === 'drain' && setImmediate(drain));
  };
  patched.add(prototype);
};
