import { runProcess } from '#shared/config/run-process';
import { startWorkers } from './start.ts';

/** The workers as a process. What they leave in hand is due again, so they need hardly any longer. */
await runProcess('workers', 1_000, startWorkers);
