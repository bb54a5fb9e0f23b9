import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The compiled project's root, whichever of its files asks. */
const DIST = fileURLToPath(new URL('../..', import.meta.url));

export interface Started<T> {
  readonly child: ChildProcess;
  /** The first JSON line it said. */
  readonly said: T;
  /** Tells it a line, and gives the next JSON line it says. */
  ask<Answer>(line: string): Promise<Answer>;
  stop(): Promise<void>;
}

/** Starts a compiled file of the project and waits for its first line of JSON. */
export const startProcess = async <T>(
  file: string,
  env: NodeJS.ProcessEnv,
  args: readonly string[] = [],
): Promise<Started<T>> => {
  const child = spawn(process.execPath, [`${DIST}${file}`, ...args], {
    env: { ...process.env, LOG_LEVEL: 'warn', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const nextLine = <Said>(): Promise<Said> =>
    new Promise((resolve, reject) => {
      const ended = (code: number | null) => reject(new Error(`${file} ended with ${code} and said nothing`));
      child.once('exit', ended);
      lines.once('line', (line) => {
        child.removeListener('exit', ended);
        resolve(JSON.parse(line) as Said);
      });
    });
  const stop = () =>
    new Promise<void>((stopped) => {
      if (child.exitCode !== null || child.signalCode !== null) return stopped();
      child.once('exit', () => stopped());
      child.kill('SIGTERM');
    });
  const said = await nextLine<T>();
  const ask = <Answer>(line: string): Promise<Answer> => {
    const answer = nextLine<Answer>();
    child.stdin.write(`${line}\n`);
    return answer;
  };
  return { child, said, ask, stop };
};

/** How finely a process's share is dealt out. */
const SLICE_MS = 40;

/**
 * Holds a process to a share of a processor, by stopping it for the rest of each slice. `phase` is where in the slice its
 * turn begins, from 0 to 1: those with turns of their own are not in each other's way. @returns lets it go.
 */
export const holdTo = (share: number, phase: number, { pid }: ChildProcess): (() => void) => {
  if (pid === undefined || share >= 1) return () => undefined;
  let next: NodeJS.Timeout;
  const goOn = () => {
    process.kill(pid, 'SIGCONT');
    next = setTimeout(stop, SLICE_MS * share);
  };
  const stop = () => {
    process.kill(pid, 'SIGSTOP');
    next = setTimeout(goOn, SLICE_MS * (1 - share));
  };
  process.kill(pid, 'SIGSTOP');
  next = setTimeout(goOn, SLICE_MS * phase);
  return () => {
    clearTimeout(next);
    process.kill(pid, 'SIGCONT');
  };
};

/** Linux counts a process's time in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/** Seconds of processor time that a process of ours has used so far, of the user's and the kernel's. */
export const processorSeconds = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
};

/** Seconds of processor time that the whole machine has used so far. */
export const machineSeconds = (): number => {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] =
    /^cpu +(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]?.split(' ').map(Number) ?? [];
  return (user + nice + system + irq + softirq) / TICKS_PER_SECOND;
};
