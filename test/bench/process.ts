import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The compiled project's root, whichever of its files asks. */
const DIST = fileURLToPath(new URL('../..', import.meta.url));

export interface Started<T> {
  readonly child: ChildProcess;
  /** The first JSON line it said. */
  readonly said: T;
  stop(): Promise<void>;
}

/** Starts a compiled file of the project and waits for its first line of JSON. */
export const startProcess = <T>(
  file: string,
  env: NodeJS.ProcessEnv,
  args: readonly string[] = [],
): Promise<Started<T>> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [`${DIST}${file}`, ...args], {
      env: { ...process.env, LOG_LEVEL: 'warn', ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const stop = () =>
      new Promise<void>((stopped) => {
        if (child.exitCode !== null || child.signalCode !== null) return stopped();
        child.once('exit', () => stopped());
        child.kill('SIGTERM');
      });
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code} before it was ready`)));
    createInterface({ input: child.stdout }).once('line', (line) =>
      resolve({ child, said: JSON.parse(line) as T, stop }),
    );
  });
