import { logTo, type Logger } from '../log.ts';
import { readEnv, type Env } from './env.ts';
import { dieWithParent } from './tie.ts';

/** What a process of ours runs, once it is ready. */
export interface Running {
  /** Where it listens, if it does. */
  readonly address?: string;
  stop(): Promise<void>;
}

/**
 * Runs one half of Valinta as a process: it says one line when it is ready, and goes when it is told to or when its
 * parent has gone. `graceMs` is what stopping may take beyond the time the environment gives its work. After a throw
 * that nobody expected nothing can be trusted: it ends, and whoever started it starts it anew.
 */
export const runProcess = async (
  name: string,
  graceMs: number,
  start: (env: Env, log: Logger) => Promise<Running>,
): Promise<void> => {
  const log = logTo(name);
  const end = (err: unknown, message: string): never => {
    log.fatal({ err }, message);
    process.exit(1);
  };
  process.on('uncaughtException', (err) => end(err, 'an exception that nobody expected'));
  process.on('unhandledRejection', (err) => end(err, 'a rejection that nobody expected'));
  try {
    const env = readEnv(process.env);
    const running = await start(env, log);
    const { address } = running;
    const limitMs = env.shutdownMs + graceMs;
    let ending = false;
    const stop = async (why: string) => {
      if (ending) return;
      ending = true;
      log.info({ why }, 'stopping');
      setTimeout(() => end(new Error('still busy'), 'stopped with work in hand'), limitMs).unref();
      await running.stop();
      process.exit(0);
    };
    process.on('SIGTERM', () => void stop('SIGTERM'));
    process.on('SIGINT', () => void stop('SIGINT'));
    dieWithParent(() => stop('the parent has gone'), limitMs);
    log.info({ address, sandbox: env.sandbox }, 'ready');
    process.stdout.write(`${JSON.stringify({ ready: true, address })}\n`);
  } catch (fault) {
    process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`);
    end(fault, `${name} could not start`);
  }
};
