import { afterEach, describe, expect, it } from '@jest/globals';
import { collectionOf } from '#shared/persistence/records';
import { paid, returned } from '../builders/camt.ts';
import type { County } from '../builders/county.ts';
import { A, B, openPayments, type Payments } from '../builders/payments.ts';
import { beforeEachWrite, dyingBefore } from '../builders/store-writes.ts';

let at: Payments;
let county: County;
/** Both were rejected; these are to be paid again. */
const again = async (...ids: readonly string[]) => {
  at = await openPayments();
  county = at.county;
  await at.reject();
  for (const id of ids) await at.again(id).expect(201);
};
afterEach(() => county.close());

/** The file is asked for, and nobody ever sees the answer. */
const dying = (write: number) => dyingBefore(county.stores, write, () => at.file('?retry=1').expect(503));
const bookedAfterAll = () => at.tell([paid(A, 8_870, { bookedOn: '2026-08-03' })]);
const idsOf = ({ text }: { readonly text: string }) => [...text.matchAll(/<EndToEndId>([^<]*)/g)].map(([, id]) => id);
const held = async (query: string) => idsOf(await at.file(query).expect(201));
const nothing = async (query: string) => (await at.file(query).expect(409)).body as unknown;
const statusOf = async (id: string) => (await at.payment(id))['status'];

describe('a file of payments that are paid again, when its making died before anybody saw it', () => {
  it.each([1, 2, 3])('at write %i: leaves out what the bank has booked after all, in every form', async (write) => {
    await again(A, B);
    await dying(write);
    await bookedAfterAll();
    const first = await at.file('?retry=1&version=03').expect(201);
    expect(idsOf(first)).toEqual([`${B}-2`]);
    expect(await held('?retry=1')).toEqual([`${B}-2`]);
    expect((await at.file('?retry=1&version=03')).text).toBe(first.text);
    expect([await statusOf(`${A}-2`), await statusOf(`${B}-2`)]).toEqual(['due', 'sent']);

    await at.tell([returned(A, 8_870, { bookedOn: '2026-08-04' })]);
    expect(await held('?retry=2')).toEqual([`${A}-2`]);
    expect(await held('?retry=1&reference=finnish')).toEqual([`${B}-2`]);
    await at.tell([A, B].map((id) => paid(`${id}-2`, id === A ? 8_870 : 4_000, { bookedOn: '2026-08-05' })));
    expect([await at.status(), await at.books()]).toEqual(['paid', { payable: 0, paid: 12_870 }]);
    expect(await county.differences()).toEqual([]);
  });

  it('is refused when none is left, and its number waits for the next', async () => {
    await again(A);
    await dying(3);
    await bookedAfterAll();
    expect(await nothing('?retry=1')).toMatchObject({ code: 'NOTHING_TO_PAY_AGAIN', nextRetry: 1 });
    expect(await nothing('?retry=2')).toMatchObject({ code: 'NOTHING_TO_PAY_AGAIN', nextRetry: 1 });
    await at.again(B).expect(201);
    expect(await nothing('?retry=2')).toMatchObject({ nextRetry: 1 });
    expect(await held('?retry=1')).toEqual([`${B}-2`]);
    expect(await nothing('?retry=2')).toMatchObject({ nextRetry: 2 });
  });

  it('is executed on a day that is still to come', async () => {
    await again(A);
    await dying(3);
    county.turnTo('2026-08-05');
    for (const version of ['09', '03'])
      expect((await at.file(`?retry=1&version=${version}`)).text).toMatch(/<ReqdExctnDt>\s*(<Dt>)?2026-08-06</);
  });

  it('that was made before there were takes is made up for alike', async () => {
    await again(A, B);
    const messageId = 'run-settle-2026-06-r1';
    await collectionOf(county.stores.connection, 'paymentMessages').insertOne({
      ...{ _id: messageId, runId: at.run.id, paymentIds: [`${A}-2`, `${B}-2`] },
      ...{ createdAt: '2026-07-30T09:00:00.000Z', createdBy: 'usr-1' },
    });
    await county.stores.payments.collection.updateMany({ status: 'due' }, { $set: { messageId, status: 'sent' } });
    expect(await nothing('?retry=2')).toMatchObject({ nextRetry: 1 });
    await bookedAfterAll();
    expect(await held('?retry=1')).toEqual([`${B}-2`]);
  });
});

describe('a file of payments that are paid again, once it is kept', () => {
  it('is the same for ever, and its payments are in no other', async () => {
    await again(A);
    await dying(4);
    await bookedAfterAll();
    await at.again(B).expect(201);
    expect(await held('?retry=2')).toEqual([`${B}-2`]);
    expect(await held('?retry=1')).toEqual([`${A}-2`]);
    expect((await at.file('?retry=1')).text).toBe((await at.file('?retry=1')).text);
  });

  it.each([2, 3])('holds in every form what the first did, another overtaking it at write %i', async (write) => {
    await again(A, B);
    let other: unknown;
    const stop = beforeEachWrite(county.stores, async (now) => {
      if (now !== write) return;
      stop();
      await bookedAfterAll();
      other = idsOf(await at.file('?retry=1&version=03').expect(201));
    });
    expect(await held('?retry=1')).toEqual([`${B}-2`]);
    expect(other).toEqual([`${B}-2`]);
  });
});
