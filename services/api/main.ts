import { readEnv } from '#shared/config/env';
import { dieWithParent } from '#shared/config/tie';
import { logTo } from '#shared/log';
import { startApi } from './start.ts';

/** The API as a process: says one line when it is ready, and goes when it is told to, or when its parent has gone. */
const log = logTo('api');

// After an unknown throw nothing here can be trusted: end, and let whoever started this start it anew.
const end = (err: unknown, message: string): never => {
  log.fatal({ err }, message);
  process.exit(1);
};
process.on('uncaughtException', (err) => end(err, 'an exception that nobody expected'));
process.on('unhandledRejection', (err) => end(err, 'a rejection that nobody expected'));

try {
  const env = readEnv(process.env);
  const api = await startApi(env, log);
  let ending = false;
  const stop = async (why: string) => {
    if (ending) return;
    ending = true;
    log.info({ why }, 'stopping');
    setTimeout(() => end(new Error('still busy'), 'stopped with requests under way'), env.shutdownMs + 5_000).unref();
    await api.stop();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop('SIGTERM'));
  process.on('SIGINT', () => void stop('SIGINT'));
  dieWithParent(() => stop('the parent has gone'), env.shutdownMs + 5_000);
  log.info({ address: api.address, sandbox: env.sandbox }, 'ready');
  process.stdout.write(`${JSON.stringify({ ready: true, address: api.address })}\n`);
} catch (fault) {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`);
  end(fault, 'the API could not start');
}
