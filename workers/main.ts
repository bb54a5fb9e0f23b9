import { readEnv } from '#shared/config/env';
import { dieWithParent } from '#shared/config/tie';
import { logTo } from '#shared/log';
import { startWorkers } from './start.ts';

/** The workers as a process: says one line when it is ready, and goes when it is told to, or when its parent has gone. */
const log = logTo('workers');

// After an unknown throw nothing here can be trusted: end, and let whoever started this start it anew.
const end = (err: unknown, message: string): never => {
  log.fatal({ err }, message);
  process.exit(1);
};
process.on('uncaughtException', (err) => end(err, 'an exception that nobody expected'));
process.on('unhandledRejection', (err) => end(err, 'a rejection that nobody expected'));

try {
  const env = readEnv(process.env);
  const workers = await startWorkers(env, log);
  let ending = false;
  const stop = async (why: string) => {
    if (ending) return;
    ending = true;
    log.info({ why }, 'stopping');
    setTimeout(() => end(new Error('still busy'), 'stopped with work in hand'), env.shutdownMs + 1_000).unref();
    await workers.stop();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop('SIGTERM'));
  process.on('SIGINT', () => void stop('SIGINT'));
  dieWithParent(() => stop('the parent has gone'), env.shutdownMs + 1_000);
  log.info({ sandbox: env.sandbox }, 'ready');
  process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
} catch (fault) {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`);
  end(fault, 'the workers could not start');
}
