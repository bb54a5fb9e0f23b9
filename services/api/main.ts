import { runProcess } from '#shared/config/run-process';
import { startApi } from './start.ts';

/** The API as a process. Requests under way get a little longer than the environment says. */
await runProcess('api', 5_000, startApi);
