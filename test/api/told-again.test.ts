import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { openCounty, type County, type Told } from '../builders/county.ts';

let county: County;
let voucher: Told;
beforeAll(async () => {
  county = await openCounty('2026-06-15');
  await county.programme('rehabilitation');
  await county.provider('a', 'rehabilitation', 6_000);
  const clientId = await county.client('a');
  voucher = await county.voucher(clientId, 'rehabilitation', 'a', '2026-06-01');
});
afterAll(() => county.close());
afterEach(() => {
  jest.restoreAllMocks();
});

const stored = () => county.stores.vouchers.collection.findOne({ _id: voucher.id });

/**
 * The next repeat finds done what was asked, and before it is told the store dies and takes with it what was not in its
 * journal yet: the voucher is as it was before.
 */
const loseBeforeTelling = (before: Awaited<ReturnType<typeof stored>>) => {
  const { requests, vouchers } = county.stores;
  const confirm = requests.confirm.bind(requests);
  return jest.spyOn(requests, 'confirm').mockImplementationOnce(async (digest) => {
    await vouchers.collection.replaceOne({ _id: voucher.id }, before ?? {});
    return confirm(digest);
  });
};

const kept = async () => {
  const found = await county.stores.vouchers.load(voucher.id);
  if (found === null) throw new Error(`${voucher.id} is missing`);
  return found;
};

/** Asks under a key, twice; before the repeat is told, what the first did is lost. */
const askedTwice = async (ask: () => PromiseLike<{ status: number; body: unknown; headers: object }>) => {
  const before = await stored();
  const first = await ask();
  const lost = loseBeforeTelling(before);
  const again = await ask();
  expect(lost).toHaveBeenCalled();
  expect(again.headers).toMatchObject({ 'idempotent-replayed': 'true' });
  expect(again.status).toBe(first.status);
  return [first.body as Told, again.body as Told] as const;
};

describe('a repeat whose first look shows what is lost with the store before it is told', () => {
  it('records the event anew, under the id it had', async () => {
    const offeringId = county.offering('a', 'rehabilitation');
    const body = { voucherNumber: voucher['number'], offeringId, type: 'visit', date: '2026-06-10', units: 1 };
    const [first, again] = await askedTwice(() =>
      county.agent('a').post('/v1/service-events').set('Idempotency-Key', 'visit-1').send(body),
    );
    expect(again).toEqual(first);
    expect((await kept()).events.map(({ id }) => id)).toEqual([first.id]);
  });

  it('opens the entry window anew', async () => {
    const body = { period: '2026-05', openUntil: '2026-07-31', reason: 'a late invoice' };
    await askedTwice(() =>
      county.coordinator.post(`/v1/vouchers/${voucher.id}/entry-windows`).set('Idempotency-Key', 'window-1').send(body),
    );
    expect((await kept()).entryWindows).toMatchObject([{ period: '2026-05', openUntil: '2026-07-31' }]);
  });
});
