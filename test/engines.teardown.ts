import { rmSync } from 'node:fs';
import { held } from './engines.setup.ts';

/** Stops what the setup started and takes away its data. */
export default async function teardown(): Promise<void> {
  await held.engines?.stop();
  if (held.dataDir) rmSync(held.dataDir, { recursive: true, force: true });
}
