import { hash, verify } from '@node-rs/argon2';

/** Argon2id, 19 MiB, two passes: OWASP's first choice for a server (ASVS 5.0 11.4.2); the package's Algorithm is Argon2id. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Written in one way, so that a password typed on another keyboard is still the same. */
const normal = (password: string) => password.normalize('NFKC');

export const hashPassword = (password: string): Promise<string> => hash(normal(password), COST);

/** What an unknown user's password is compared with, so that the answer takes as long as a known user's. */
const nobody = hashPassword('nobody has this password');

export const passwordHolds = async (kept: string | undefined, password: string): Promise<boolean> => {
  const holds = await verify(kept ?? (await nobody), normal(password));
  return holds && kept !== undefined;
};
