import { startAll } from './start-all.ts';

/**
 * `npm start`: all of Valinta in one command. Prints one line with its address when everything is ready, and stops
 * everything, in order, on SIGTERM, SIGINT (Ctrl-C) or SIGHUP.
 */
const HARD_LIMIT_MS = 19_500;

const starting = startAll({ env: process.env, onGivenUp: (error) => void fail(error) });

let stopping = false;
async function stop(exitCode: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  // Whatever is left by then is tied to this process and ends with it.
  setTimeout(() => process.exit(1), HARD_LIMIT_MS).unref();
  await starting.then(
    (everything) => everything.stop(),
    () => undefined, // a failed start has stopped what it started
  );
  process.exit(exitCode);
}

function fail(error: Error): Promise<void> {
  process.stderr.write(`Valinta stops: ${error.message}\n`);
  return stop(1);
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void stop(0));

if (process.env['npm_lifecycle_event']) {
  // Run by npm through a shell, a SIGTERM ends that shell without reaching us; our new parent tells that it has.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && void stop(0), 500).unref();
}

try {
  const { addresses } = await starting;
  process.stdout.write(`Valinta is ready at ${addresses[0] ?? ''}\n`);
} catch (error) {
  await fail(error instanceof Error ? error : new Error(String(error)));
}
