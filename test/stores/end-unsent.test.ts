import { once } from 'node:events';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { endUnsent } from '#shared/persistence/end-unsent';

const { Connection } = createRequire(import.meta.url)('mongodb/lib/cmap/connection.js') as {
  Connection: { prototype: { cleanup(error: Error): void } };
};

/** A connection of the driver on a socket that will never say anything. */
const connection = () => {
  const socket = new Socket();
  const made = Object.assign(Object.create(Connection.prototype) as typeof Connection.prototype, {
    socket,
    closed: false,
  });
  return { socket, close: () => made.cleanup(new Error('closed')) };
};

describe('a connection of the driver that closes', () => {
  endUnsent();
  endUnsent();

  it('ends the wait of whoever has given it a command', async () => {
    const { socket, close } = connection();
    const drained = once(socket, 'drain');
    close();
    await expect(drained).resolves.toEqual([]);
  });

  it('ends the wait that begins afterwards, of a command that had to be compressed first', async () => {
    const { socket, close } = connection();
    close();
    close();
    await expect(once(socket, 'drain')).resolves.toEqual([]);
    expect(socket.listenerCount('newListener')).toBe(1);
  });
});
