import { describe, expect, it } from '@jest/globals';
import { readEnv } from '#shared/config/env';

describe('an empty environment', () => {
  it('is enough to start: the defaults of the contract hold', () => {
    expect(readEnv({})).toEqual({
      http: { port: 3000, host: '127.0.0.1', trustProxy: 0 },
      mongo: { dbName: 'valinta' },
      redis: {},
      dataDir: './data',
      keysDir: './data/keys',
      sandbox: false,
      mail: { from: 'Valinta <valinta@localhost>' },
      queuePrefix: 'valinta',
      shutdownMs: 10_000,
    });
  });

  it('is what a file of empty values means, too', () => {
    expect(readEnv({ PORT: '', MONGODB_URI: '', ADMIN_EMAIL: '' })).toEqual(readEnv({}));
  });
});

describe('an environment with faults', () => {
  const faulty = { PORT: 'http', REDIS_URL: 'localhost:6379', ADMIN_EMAIL: 'a@example.org', ADMIN_PASSWORD: '' };

  it('is refused with every fault of its variables named at once', () => {
    expect(() => readEnv(faulty)).toThrow(/PORT[^]*REDIS_URL[^]*ADMIN_PASSWORD/);
  });

  it('does not repeat a value, because some of them are secrets', () => {
    expect(() => readEnv({ MONGODB_URI: 'mongo://user:hunter2@db' })).toThrow(/^(?![^]*hunter2)/);
  });

  it('wants a password for its administrator', () => {
    expect(() => readEnv({ ADMIN_EMAIL: 'a@example.org' })).toThrow('ADMIN_PASSWORD must be given');
  });
});

describe('the organiser', () => {
  it('is a test county in the sandbox, and may be renamed there', () => {
    expect(readEnv({ SANDBOX: 'true', ORGANISER_NAME: 'Kokeilu' }).organiser).toEqual({
      name: 'Kokeilu',
      businessId: '1234567-1',
      iban: 'FI2112345600000785',
      bic: 'TESTFIHH',
    });
  });

  it('is nobody until told outside the sandbox', () => {
    expect(readEnv({}).organiser).toBeUndefined();
  });

  it('is told wholly or not at all', () => {
    expect(() => readEnv({ ORGANISER_NAME: 'Kokeilu' })).toThrow(/BUSINESS_ID[^]*IBAN[^]*BIC/);
  });
});
