import { describe, expect, it } from '@jest/globals';
import { logTo } from '#shared/log';

/** A logger and the lines it has written. */
function logging() {
  const lines: string[] = [];
  const log = logTo('test', { level: 'info', to: { write: (line: string) => void lines.push(line) } });
  return { log, text: () => lines.join('') };
}

describe('a secret that reaches the log', () => {
  it('is taken out by its name, at any depth', () => {
    const { log, text } = logging();
    log.info({ password: 'aaa1', req: { headers: { authorization: 'Bearer aaa2', cookie: ['aaa3'] } } }, 'sign-in');
    log.info({ a: { b: { c: { d: { refreshToken: 'aaa4', personalIdentityCode: 'aaa5\\"' } } } } }, 'deep');
    expect(text()).not.toMatch(/aaa\d/);
    expect(text()).toContain('sign-in');
  });

  it.each(['010190-900A', '010190+900a', '010190A9007', '010190X900T', '010190%2B900A'])(
    'is taken out wherever it stands when it looks like a personal identity code: %s',
    (code) => {
      const { log, text } = logging();
      log.warn({ err: new Error(`no client\n${code}`), path: `/clients/${code}` }, `lost ${code}`);
      expect(text()).not.toContain(code);
      expect(text()).toContain('no client');
      expect(() => JSON.parse(text()) as unknown).not.toThrow();
    },
  );
});

describe('what is not a secret', () => {
  it('stays readable', () => {
    const { log, text } = logging();
    log.info({ voucherNumber: 'PS-2026-000123-4', at: '2026-11-22T03:50:02.000Z' }, 'voucher issued');
    expect(JSON.parse(text())).toMatchObject({ level: 'info', name: 'test', voucherNumber: 'PS-2026-000123-4' });
  });
});
