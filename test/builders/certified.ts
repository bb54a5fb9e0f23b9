import { instantOf } from '#shared/clock';
import { certify, type Certified } from '#shared/settling/certificate';
import { isCalculated } from '#shared/settling/diff';
import { openCounty, type County, type Settled, type Told } from './county.ts';

const stay = (from: string, to: string) => ({ type: 'stay', from, to });
const PRICE = 'offerings.0.prices.0.validFrom';

/** A county's May to July in which everything happens that a certificate tells of, each run approved. */
export interface Story {
  readonly county: County;
  readonly june: Settled;
  /** Of June too, calculated when `june` was approved, and not approved itself. */
  readonly further: () => Promise<Settled>;
  readonly july: () => Promise<Settled>;
}

const dispute = async (county: County, client: string, event: Told): Promise<void> => {
  const agent = await county.world.as('client', { clientId: `cli-${client}` });
  await agent.post(`/v1/service-events/${event.id}/dispute`).send({ reason: 'nobody came' }).expect(201);
};

const dismiss = (county: County, event: Told) =>
  county.coordinator
    .post(`/v1/service-events/${event.id}/dispute/resolution`)
    .send({ outcome: 'dismissed', reason: 'looked into' })
    .expect(200);

const open = (county: County, voucher: Told, period: string) =>
  county.coordinator
    .post(`/v1/vouchers/${voucher.id}/entry-windows`)
    .send({ period, openUntil: '2026-07-31', reason: 'told late' })
    .expect(201);

export const tellStory = async (): Promise<Story> => {
  const county = await openCounty('2026-05-01');
  for (const kind of ['rehabilitation', 'housing', 'soteCentre'] as const) await county.programme(kind);
  for (const letter of 'abd') await county.provider(letter, 'rehabilitation', 6_200);
  for (const letter of 'mn') await county.provider(letter, 'housing', 17_000);
  await county.provider('s', 'soteCentre', 0);
  const homeOf = async (client: string, provider: string) =>
    county.voucher(await county.client(client), 'housing', provider, '2026-05-01');
  const one = await county.voucher(await county.client('1'), 'rehabilitation', 'a', '2026-05-01');
  const two = await county.voucher(await county.client('2'), 'rehabilitation', 'b', '2026-05-01');
  const owing = await county.voucher(await county.client('3'), 'rehabilitation', 'd', '2026-05-01');
  const [home, disputed, unpriced] = [await homeOf('4', 'm'), await homeOf('5', 'm'), await homeOf('6', 'n')];
  await county.voucher(await county.client('7'), 'soteCentre', 's', '2026-05-01');

  county.turnTo('2026-05-31');
  const never = [await county.visit(owing, 'd', '2026-05-10'), await county.visit(owing, 'd', '2026-05-11')];
  await county.visit(two, 'b', '2026-05-12');
  await county.record(home, 'm', 'housing', stay('2026-05-01', '2026-05-31'));
  county.turnTo('2026-06-06');
  await county.settle('2026-05');
  county.turnTo('2026-06-07');
  for (const visit of never) await county.reverse(visit);
  await open(county, one, '2026-05');
  await county.visit(one, 'a', '2026-05-20');

  county.turnTo('2026-06-30');
  const settled = await county.visit(one, 'a', '2026-06-01');
  await county.reverse(await county.visit(one, 'a', '2026-06-02'));
  const held = await county.visit(one, 'a', '2026-06-03');
  await dispute(county, '1', held);
  await county.visit(one, 'a', '2026-06-04');
  await county.visit(two, 'b', '2026-06-05');
  await county.record(two, 'b', 'rehabilitation', { type: 'noShow', date: '2026-06-08', cancelledHoursBefore: 1 });
  await county.record(home, 'm', 'housing', stay('2026-06-01', '2026-06-30'));
  await county.record(home, 'm', 'housing', {
    ...{ type: 'absence', reason: 'hospital', from: '2026-06-03', to: '2026-06-12' },
  });
  await county.reverse(await county.record(disputed, 'm', 'housing', stay('2026-06-01', '2026-06-02')));
  const begun = await county.record(disputed, 'm', 'housing', stay('2026-06-03', '2026-06-10'));
  await dispute(county, '5', begun);
  await county.record(disputed, 'm', 'housing', stay('2026-06-11', '2026-06-30'));
  await county.record(unpriced, 'n', 'housing', stay('2026-06-01', '2026-06-30'));
  const providers = county.stores.providers.collection;
  await providers.updateOne({ _id: 'prv-n' }, { $set: { [PRICE]: '2026-06-02' } });
  county.turnTo('2026-07-02');
  const income = { validFrom: '2026-06-16', netMonthlyIncomeCents: 300_000 };
  await county.coordinator.post('/v1/clients/cli-4/income-decisions').send(income).expect(201);
  county.turnTo('2026-07-06');
  const june = await county.calculate('2026-06');

  const further = async (): Promise<Settled> => {
    county.turnTo('2026-07-10');
    await open(county, two, '2026-06');
    await county.visit(two, 'b', '2026-06-15');
    await county.reverse(settled);
    await county.coordinator
      .post(`/v1/vouchers/${two.id}/value-raises`)
      .send({ validFrom: '2026-06-01', unitValueCents: 5_000, reason: 'a written decision' })
      .expect(201);
    await dismiss(county, held);
    await dismiss(county, begun);
    await providers.updateOne({ _id: 'prv-n' }, { $set: { [PRICE]: '2020-01-01' } });
    county.turnTo('2026-07-12');
    return county.calculate('2026-06');
  };
  const july = async (): Promise<Settled> => {
    county.turnTo('2026-07-31');
    await county.visit(owing, 'd', '2026-07-01');
    await county.visit(one, 'a', '2026-07-02');
    county.turnTo('2026-08-06');
    return county.calculate('2026-07');
  };
  return { county, june, further, july };
};

/** The figures of a run's certificate, counted now. */
export const certified = async (county: County, { id }: Pick<Settled, 'id'>): Promise<Certified> => {
  const run = await county.stores.runs.load(id);
  if (run === null || !isCalculated(run)) throw new Error(`${id} is not calculated`);
  return certify(county.stores, run, instantOf(county.clock));
};
