import { dieWithParent } from '../config/tie.ts';
import { logTo } from '../log.ts';
import { EngineUnavailable } from './engine-unavailable.ts';

/**
 * The frame of a host process: starts what it hosts, tells its starter so in one line of JSON, and stops cleanly when asked
 * or when the starter is gone. The counterpart is `host.ts`.
 */
export async function runHost(start: (args: string[]) => Promise<() => Promise<void>>): Promise<void> {
  const log = logTo('host');
  const tell = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
  let close: (() => Promise<void>) | undefined;
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    try {
      await close?.();
      process.exit(0);
    } catch (err) {
      log.error({ err }, 'did not close cleanly');
      process.exit(1);
    }
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void stop());
  dieWithParent(stop, 5_000);
  try {
    close = await start(process.argv.slice(2).filter((argument) => !argument.startsWith('--')));
    tell({ ready: true });
  } catch (err) {
    const unavailable = err instanceof EngineUnavailable;
    const failed = unavailable ? err.what : err instanceof Error ? err.message : String(err);
    tell({ failed, unavailable });
    process.exitCode = 1;
    setTimeout(() => process.exit(1), 200);
  }
}
