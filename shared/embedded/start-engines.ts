import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Logger } from '../log.ts';
import { startHost, type Host } from './host.ts';

export interface Engines {
  /** Absent when that engine was not asked for. */
  readonly mongodbUri?: string;
  readonly redisUrl?: string;
  mongoPid(): number;
  valkeyPid(): number;
  /** SIGTERM, and SIGKILL after `limitMs`. */
  stop(limitMs?: number): Promise<void>;
}

export interface EnginesOptions {
  readonly dataDir: string;
  readonly log: Logger;
  readonly mongo?: boolean;
  readonly valkey?: boolean;
  readonly quiet?: boolean;
  readonly onGivenUp?: (error: Error) => void;
}

/** The limit for a Unix socket's path is 104-108 bytes by system, the closing zero included. */
const LONGEST_SOCKET_PATH = 100;

/**
 * The embedded default: a MongoDB and a Valkey of one's own, each in a process kept running on a private Unix socket
 * that stays the same over restarts, so clients just reconnect.
 * @throws EngineUnavailable where they cannot run, saying what to set instead.
 */
export async function startEngines({
  dataDir,
  mongo = true,
  valkey = true,
  ...rest
}: EnginesOptions): Promise<Engines> {
  const home = resolve(dataDir);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const sockets = socketDirectory(home);
  const started: Host[] = [];
  const stop = async (limitMs?: number) => {
    await Promise.all(started.map((host) => host.stop(limitMs)));
    if (!sockets.startsWith(home)) rmSync(sockets, { recursive: true, force: true });
  };
  const start = async (name: string, args: string[]) => {
    const onLine = (line: string) => rest.log.debug({ line }, name);
    const host = await startHost({ ...rest, onLine, name, program: `shared/embedded/${name}.js`, args });
    started.push(host);
    return host;
  };
  try {
    const mongoSocket = join(sockets, 'mongo.sock');
    const valkeySocket = join(sockets, 'valkey.sock');
    // MongoDB first: it locks its directory, so a second start on the same data ends here and disturbs nothing.
    const mongoHost = mongo
      ? await start('mongo-host', [join(home, 'mongo'), mongoSocket, join(home, 'engine-cache')])
      : undefined;
    const valkeyHost = valkey ? await start('valkey-host', [valkeySocket]) : undefined;
    return {
      ...(mongoHost && { mongodbUri: `mongodb://${encodeURIComponent(mongoSocket)}/?directConnection=true` }),
      ...(valkeyHost && { redisUrl: `unix://${valkeySocket}` }),
      mongoPid: () => mongoHost?.pid() ?? -1,
      valkeyPid: () => valkeyHost?.pid() ?? -1,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Below the data where the path fits a socket address, else a private directory for temporary files. */
function socketDirectory(home: string): string {
  const run = join(home, 'run');
  if (Buffer.byteLength(join(run, 'valkey.sock')) <= LONGEST_SOCKET_PATH) {
    mkdirSync(run, { recursive: true, mode: 0o700 });
    chmodSync(run, 0o700);
    return run;
  }
  const mark = createHash('sha256').update(home).digest('hex').slice(0, 8);
  return mkdtempSync(join(tmpdir(), `valinta-${mark}-`));
}
