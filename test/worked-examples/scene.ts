/** One example through the front door: what is set up, what is recorded on which day, and what comes of it. */
import { INCOME, INCOME_TESTED, made, type Answer, type Office, type Seller, type Told } from '../builders/office.ts';

export interface Example {
  /** The day on which it is all recorded. */
  readonly today?: string;
  readonly kind?: 'rehabilitation' | 'housing';
  readonly version?: object;
  readonly priceCents?: number;
  readonly birthDate?: string;
  readonly income?: object;
  readonly units?: number;
  readonly validTo?: string;
  /** What happens between the reservation and the events. */
  readonly before?: (scene: Scene) => Promise<unknown>;
}

export interface Scene {
  readonly voucher: Told;
  readonly seller: Seller;
  readonly programmeId: string;
}

/** Gross, organiser, client. */
export type Cents = readonly [gross: number, organiser: number, client: number];

export const setScene = async (office: Office, example: Example): Promise<Scene> => {
  const { today = '2026-07-02', kind = 'rehabilitation', version, priceCents, birthDate, income, validTo } = example;
  office.clock.turnTo(`${today}T09:00:00Z`);
  const programmeId = await office.programme(version, kind);
  const seller = await office.seller(programmeId, priceCents);
  const { id: clientId } = await office.client(birthDate, income);
  const voucher = await office.issue({
    clientId,
    programmeId,
    ...(kind === 'rehabilitation' ? { units: example.units ?? 10 } : {}),
    ...(validTo === undefined ? {} : { validTo }),
  });
  const { offeringId } = seller;
  made(
    await office.coordinator.post(`/v1/vouchers/${voucher.id}/reservations`, { offeringId, startDate: '2026-01-01' }),
  );
  const scene = { voucher, seller, programmeId };
  await example.before?.(scene);
  return scene;
};

export const recordIn = ({ voucher, seller }: Scene, fact: object): Promise<Answer> =>
  seller.post(
    '/v1/service-events',
    { voucherNumber: voucher.number, offeringId: seller.offeringId, ...fact },
    `key-${JSON.stringify(fact)}`,
  );

/** Raises the value on the scene's voucher. */
export const raised =
  (office: () => Office, raise: object): NonNullable<Example['before']> =>
  async ({ voucher }) =>
    made(
      await office().coordinator.post(`/v1/vouchers/${voucher.number}/value-raises`, {
        ...raise,
        reason: 'livelihood',
      }),
    );

export const visit = (date: string) => ({ type: 'visit', date, units: 1 });
export const noShow = (cancelledHoursBefore: number) => ({ type: 'noShow', date: '2026-06-15', cancelledHoursBefore });
export const stay = (from: string, to: string) => ({ type: 'stay', from, to });
export const absence = (reason: string, from = '2026-06-10', to = '2026-06-21') => ({
  type: 'absence',
  from,
  to,
  reason,
});

/** T10's home: 170,00 a day, income-tested. */
export const HOME = {
  kind: 'housing',
  version: INCOME_TESTED,
  priceCents: 17_000,
  birthDate: '1940-03-01',
  income: INCOME,
} as const;
export const onlyIncome = (netMonthlyIncomeCents: number) => ({ validFrom: '2018-01-01', netMonthlyIncomeCents });
