import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Logger } from '../log.ts';
import { EngineUnavailable } from './engine-unavailable.ts';

/** What a process says to its starter: one line of JSON, when it can be used or why it cannot. */
const spoken = z.union([
  z.object({ ready: z.literal(true), address: z.string().optional() }),
  z.object({ failed: z.string(), unavailable: z.boolean().optional() }),
]);
export interface Ready {
  readonly address?: string | undefined;
}

export interface HostOptions {
  readonly name: string;
  /** The compiled program below `dist/`, e.g. `shared/embedded/mongo-host.js`. */
  readonly program: string;
  readonly args?: readonly string[];
  /**
   * Its whole environment; asked at each start, so that a restart can be told what the first start found out. By
   * default it has this process's, and logs as `log` does.
   */
  readonly env?: (last: Ready | undefined) => NodeJS.ProcessEnv;
  readonly log: Logger;
  /** Silences what it writes to standard error. */
  readonly quiet?: boolean;
  /** What becomes of its other lines on standard output; by default they are passed on. */
  readonly onLine?: (line: string) => void;
  /** How long it may take until ready. An engine may have to replay its journal first. */
  readonly readyMs?: number;
  /** Called once when it dies faster than it can be restarted: 20 times within a minute. */
  readonly onGivenUp?: (error: Error) => void;
}

export interface Host {
  pid(): number;
  ready(): Ready;
  /** SIGTERM, and SIGKILL after `limitMs`. Resolves when the process is gone; may be called again. */
  stop(limitMs?: number): Promise<void>;
}

const DEATHS_TOO_MANY = 20;
const DEATHS_WINDOW_MS = 60_000;
/** One that worked this long before it died is started again at once: its death says nothing about the next. */
const STEADY_MS = 1_000;

/** Where a compiled program lies, both for this module compiled (`dist/shared/embedded/`) and loaded from its source. */
export const compiled = (program: string): string =>
  fileURLToPath(
    new URL(import.meta.url.endsWith('.ts') ? `../../dist/${program}` : `../../${program}`, import.meta.url),
  );

/**
 * Starts a process of ours and keeps it running: when it ends without being asked to, it is started again at once, and
 * ever more slowly if that does not help. It is tied by `--tie` to this process, and stands in a process group of its own so
 * that a Ctrl-C reaches only this one, which knows the order in which to stop.
 * @throws when the first start fails: a configuration that never worked is a fault, not something to retry.
 */
export async function startHost(options: HostOptions): Promise<Host> {
  const { name, log } = options;
  let stopping = false;
  const asked = () => stopping;
  let deaths: number[] = [];
  let running = launch(options, undefined);
  let last = await running.ready;

  const restart = async (): Promise<void> => {
    while (!asked()) {
      const now = Date.now();
      deaths = [...deaths.filter((at) => at > now - DEATHS_WINDOW_MS), now];
      if (deaths.length > DEATHS_TOO_MANY) {
        const error = new Error(`${name} died ${deaths.length} times within a minute; it is not started again`);
        log.error({ child: name }, error.message);
        return options.onGivenUp?.(error);
      }
      await wait(Math.min(25 * 2 ** (deaths.length - 1), 2_000));
      if (asked()) return;
      running = launch(options, last);
      try {
        last = await running.ready;
        log.info({ child: name, childPid: running.child.pid }, 'started again');
        return watch();
      } catch (err) {
        log.error({ child: name, err }, 'could not be started again');
      }
    }
  };
  const watch = () => {
    const { child } = running;
    const readyAt = Date.now();
    void running.exited.then((how) => {
      if (stopping) return;
      if (Date.now() - readyAt >= STEADY_MS) deaths = [];
      log.warn({ child: name, childPid: child.pid, how }, 'died; starting it again');
      void restart();
    });
  };
  watch();

  return {
    pid: () => running.child.pid ?? -1,
    ready: () => last,
    async stop(limitMs = 10_000) {
      stopping = true;
      const { child, exited } = running;
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const kill = setTimeout(() => child.kill('SIGKILL'), limitMs);
      await exited;
      clearTimeout(kill);
    },
  };
}

const passOn = (line: string) => void process.stdout.write(`${line}\n`);

interface Launched {
  readonly child: ChildProcess;
  readonly ready: Promise<Ready>;
  readonly exited: Promise<string>;
}

function launch(
  { name, program, args, env, log, quiet, readyMs, onLine = passOn }: HostOptions,
  last: Ready | undefined,
): Launched {
  const quietNode = '--disable-warning=ExperimentalWarning';
  const child = spawn(process.execPath, [quietNode, compiled(program), ...(args ?? []), '--tie'], {
    env: env?.(last) ?? { ...process.env, LOG_LEVEL: log.level },
    stdio: ['pipe', 'pipe', quiet ? 'ignore' : 'inherit'],
    detached: true,
  });
  // Its input is only ever held open; that it closes under us when the process dies is no news.
  child.stdin.on('error', () => undefined);
  const exited = once(child, 'exit').then(([code, signal]) => String(signal ?? `exit code ${String(code)}`));
  const ready = new Promise<Ready>((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${name} was not ready in time`));
    }, readyMs ?? 120_000);
    const settle = (finish: () => void) => (clearTimeout(late), finish());
    createInterface(child.stdout).on('line', (line) => {
      const said = understood(line);
      if (!said) return onLine(line);
      if ('ready' in said) return settle(() => resolve(said));
      const error = said.unavailable ? new EngineUnavailable(said.failed) : new Error(`${name}: ${said.failed}`);
      settle(() => reject(error));
    });
    child.on('error', (error) => settle(() => reject(error)));
    void exited.then((how) => settle(() => reject(new Error(`${name} ended before it was ready (${how})`))));
  });
  // Awaited by the caller; a second rejection of the same thing must not end the process meanwhile.
  ready.catch(() => undefined);
  return { child, ready, exited };
}

function understood(line: string): z.infer<typeof spoken> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return spoken.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined; // a line that merely begins like JSON is somebody's output
  }
}
