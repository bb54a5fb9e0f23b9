import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { openCounty, type County, type Told } from '../builders/county.ts';
import { heldUpAt } from '../builders/held-up.ts';

let county: County;
beforeAll(async () => {
  county = await openCounty('2026-06-01');
  await county.programme('housing');
});
afterAll(() => county.close());
afterEach(() => {
  jest.restoreAllMocks();
});

const granted = async (key: string): Promise<Told> => {
  const clientId = await county.client(key);
  const asked = { clientId, programmeId: 'prg-housing', validFrom: '2026-06-01' };
  return (await county.coordinator.post('/v1/vouchers').set('Idempotency-Key', key).send(asked).expect(201))
    .body as Told;
};
const kept = (id: string) => county.stores.vouchers.load(id);

/** A request whose process stops before it decides about the voucher. */
const heldUp = (asked: PromiseLike<{ status: number; body: unknown }>) =>
  heldUpAt(asked, (pause) => {
    const { vouchers } = county.stores;
    const act = vouchers.act.bind(vouchers);
    jest.spyOn(vouchers, 'act').mockImplementationOnce(async (id, decide) => {
      await pause();
      return act(id, decide);
    });
  });
const turn = (voucher: Told, name: string, key: string) =>
  county.coordinator
    .post(`/v1/vouchers/${voucher.id}/${name}`)
    .set('Idempotency-Key', key)
    .send({ reason: 'asked for' });

describe('a turn of a voucher that is held up until what refused its copy is gone', () => {
  it('changes nothing, and is refused as its copy was', async () => {
    const voucher = await granted('turned');
    const goOn = await heldUp(turn(voucher, 'resumption', 'resumed'));
    await turn(voucher, 'resumption', 'resumed').expect(409);
    await turn(voucher, 'suspension', 'suspended').expect(200);
    expect(await goOn()).toMatchObject({ status: 409, body: { code: 'VOUCHER_NOT_SUSPENDED' } });
    expect((await kept(voucher.id))?.status).toBe('suspended');
    await turn(voucher, 'resumption', 'resumed').expect(409).expect('Idempotent-Replayed', 'true');
    await turn(voucher, 'resumption', 'anew').expect(200);
  });

  it('was asked for without a key: it has no copies, and nothing of its refusal is kept', async () => {
    const voucher = await granted('unkeyed');
    const before = await kept(voucher.id);
    await county.coordinator.post(`/v1/vouchers/${voucher.id}/resumption`).send({ reason: 'asked for' }).expect(409);
    expect(await kept(voucher.id)).toEqual(before);
  });
});
