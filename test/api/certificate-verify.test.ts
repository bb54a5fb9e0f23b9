import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Certificate } from '#shared/contract/certificate';
import { canonicalJson } from '#shared/persistence/requests';
import { tellStory, type Story } from '../builders/certified.ts';

interface Signed {
  readonly certificate: Certificate;
  readonly signature: { readonly alg: string; readonly kid: string; readonly value: string };
}

const SCRIPT = join(process.cwd(), 'scripts/certificate-verify.mjs');
const { faultsOf } = (await import(pathToFileURL(SCRIPT).href)) as {
  faultsOf: (document: Signed, keys: ReadonlyMap<string, KeyObject>) => string[];
};
const directory = mkdtempSync(join(tmpdir(), 'valinta-certificate-'));

let story: Story;
let draft: string;
let text: string;
let keys: string;
beforeAll(async () => {
  story = await tellStory();
  const path = `/v1/settlement-runs/${story.june.id}/certificate`;
  draft = (await story.county.finance.get(path).expect(200)).text;
  await story.county.approve(story.june);
  text = (await story.county.finance.get(path).expect(200)).text;
  keys = (await story.county.world.anyone().get('/v1/keys').expect(200)).text;
});
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await story.county.close();
});

const fileOf = (name: string, content: string): string => {
  writeFileSync(join(directory, name), content);
  return join(directory, name);
};
const verified = (certificate: string, keyFile = keys) => {
  const files = [fileOf('certificate.json', certificate), fileOf('keys.json', keyFile)];
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, ...files], { encoding: 'utf8' });
  return { status, stdout, stderr };
};

/** Every number in a value, by its path. */
const numbersIn = (value: unknown, path = ''): string[] =>
  typeof value === 'number'
    ? [path]
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([field, inner]) => numbersIn(inner, path === '' ? field : `${path}.${field}`))
      : [];
/** The same content with one number one higher. */
const withOneMore = (content: Certificate, path: string): Certificate => {
  const changed = structuredClone(content);
  const names = path.split('.');
  const last = names.pop() ?? '';
  let at = changed as unknown as Record<string, unknown>;
  for (const name of names) at = at[name] as Record<string, unknown>;
  at[last] = (at[last] as number) + 1;
  return changed;
};

describe('a certificate', () => {
  it('is believed by a script that asks nobody', () => {
    const { status, stdout, stderr } = verified(text);
    expect([status, stderr]).toEqual([0, '']);
    const { approvedBy, approvedAt, hash } = (JSON.parse(text) as Signed).certificate;
    expect(stdout).toContain(`${story.june.id}, hash ${hash}: approved by ${approvedBy} at ${approvedAt}`);
    expect(stdout).toContain('6 visits and 6 stays recorded');
    expect(verified(draft).stdout).toContain('a draft');
    expect(verified(JSON.stringify(JSON.parse(text), null, 2)).status).toBe(0);
  });

  it('is believed by one public key too', () => {
    const [published] = [...story.county.world.keys.documents.publicKeys.values()];
    const pem = published?.export({ type: 'spki', format: 'pem' }) as string;
    expect(verified(text, pem).status).toBe(0);
  });

  it('of which anything at all was changed is not', () => {
    const changes: readonly [string, string][] = [
      ['"payableCents":', '"payableCents":1'],
      ['"draft":false', '"draft":true'],
      ['"holds":true', '"holds":false'],
      [story.june.hash, story.june.hash.replace(/^./, 'g')],
      ['"approvedBy":"usr-', '"approvedBy":"usr-0'],
    ];
    for (const [from, to] of changes)
      expect(verified(text.replace(from, to))).toMatchObject({ status: 1, stderr: expect.stringMatching('signature') });
    const other = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
    const { kid } = (JSON.parse(text) as Signed).signature;
    expect(verified(text, JSON.stringify({ keys: [{ ...other, kid }] })).status).toBe(1);
    expect(verified(text, JSON.stringify({ keys: [{ ...other, kid: 'another' }] })).status).toBe(1);
  });

  it('that was changed in a figure and signed anew does not come out even', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const faultsSigned = (certificate: Certificate) => {
      const value = sign(null, Buffer.from(canonicalJson(certificate)), privateKey).toString('base64url');
      return faultsOf({ certificate, signature: { alg: 'EdDSA', kid: 'k', value } }, new Map([['k', publicKey]]));
    };
    const { certificate } = JSON.parse(text) as Signed;
    expect(faultsSigned(certificate)).toEqual([]);
    const paths = numbersIn(certificate).filter((path) => /^(figures|identities|unexplained)/.test(path));
    const unnoticed = paths.filter((path) => faultsSigned(withOneMore(certificate, path)).length === 0);
    // What a stay was priced at when it was told is not what its month comes to; how many there are adds up to nothing.
    const told = /^figures\.(stays\.(?!settled\.)\w+\.grossCents|(debts|trueUps)\.count)$/;
    expect(unnoticed.filter((path) => !told.test(path))).toEqual([]);
    expect(paths.length - unnoticed.length).toBeGreaterThan(100);
    expect(faultsSigned({ ...certificate, approvedBy: certificate.startedBy })).not.toEqual([]);
    expect(faultsSigned({ ...certificate, identities: certificate.identities.slice(1) })).not.toEqual([]);
    expect(faultsSigned({ ...certificate, dryRun: true })).not.toEqual([]);
  });

  it('of version 1, which told of nothing that was told late, is still believed', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const certificate = structuredClone((JSON.parse(text) as Signed).certificate);
    const { visits, stays } = certificate.figures;
    for (const told of [visits, stays]) Reflect.deleteProperty(told, 'toldLate');
    const faultsOfVersion = (version: number) => {
      const content = { ...certificate, version } as unknown as Certificate;
      const value = sign(null, Buffer.from(canonicalJson(content)), privateKey).toString('base64url');
      const signature = { alg: 'EdDSA', kid: 'k', value };
      return faultsOf({ certificate: content, signature }, new Map([['k', publicKey]]));
    };
    expect(faultsOfVersion(1)).toEqual([]);
    expect(() => faultsOfVersion(2)).toThrow();
    expect(() => faultsOfVersion(3)).toThrow('version 1 or 2');
  });

  it('is told from files that are none', () => {
    expect(verified('').status).toBe(2);
    expect(verified('{"certificate":{"format":"something else"}}').status).toBe(2);
    expect(verified(text, '{"keys":[]}').status).toBe(2);
    expect(spawnSync(process.execPath, [SCRIPT, join(directory, 'missing')]).status).toBe(2);
    expect(spawnSync(process.execPath, [SCRIPT]).status).toBe(2);
  });
});
