/**
 * A process started with `--tie` lives no longer than its parent: the parent holds the other end of its standard input
 * and says nothing on it, so an end of input means that the parent is gone, however it went (kill -9 included).
 * Without `--tie` this does nothing, so the same program can be started by hand.
 *
 * @param stop the process's own orderly end; it gets `graceMs`, after that the process leaves anyway.
 */
export function dieWithParent(stop: () => void | Promise<void>, graceMs = 15_000): void {
  if (!process.argv.includes('--tie')) return;
  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(1), graceMs).unref();
    void Promise.resolve(stop()).catch(() => process.exit(1));
  };
  process.stdin.on('end', end).on('close', end).on('error', end).resume();
}
