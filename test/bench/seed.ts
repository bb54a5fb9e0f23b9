import type { Connection } from 'mongoose';
import { addDays } from '#shared/domain/calendar';
import type { Client } from '#shared/domain/client/client';
import { offeringId } from '#shared/domain/ids';
import { isRefused, type Refused } from '#shared/domain/outcome';
import type { Programme } from '#shared/domain/programme/programme';
import type { Provider } from '#shared/domain/provider/provider';
import { issue } from '#shared/domain/voucher/issue';
import { reserve } from '#shared/domain/voucher/reserve';
import type { Voucher } from '#shared/domain/voucher/voucher';
import { dueOnOf } from '#shared/persistence/vouchers';
import { prepareCollections } from '#shared/persistence/records';
import { underWay } from '#workers/settlement/under-way';

/** Everything of the bench happens in one month, ahead of any clock; its last day is "today". */
export const PERIOD = '2030-01';
export const FIRST_DAY = `${PERIOD}-01`;
export const TODAY = `${PERIOD}-31`;
export const NOW = `${TODAY}T10:00:00.000Z`;
const BY = 'usr-bench';

export const programme: Programme = {
  id: 'prg-physio-60',
  ver: 1,
  code: 'PHYSIO-60',
  kind: 'rehabilitation',
  name: { fi: 'Fysioterapia 60 min', sv: 'Fysioterapi 60 min', en: 'Physiotherapy 60 min' },
  versions: [
    {
      number: 1,
      effectiveFrom: '2025-01-01',
      rulebook: '2025-1',
      value: { basis: 'flat', unitValueCents: 4435 },
      priceCeilingCents: null,
      freeOfCharge: false,
      fullCoverageUnderAge: 18,
      feeCollector: 'provider',
      validity: { takeIntoUseDays: null, months: 12 },
      noShowMaxCents: 5670,
      absenceRules: [],
      lockInMonths: 0,
      proposedBy: BY,
      proposedAt: NOW,
      approvedBy: 'usr-other',
      approvedAt: NOW,
    },
  ],
};

/** A provider that serves the programme at 62.00 a visit. */
export const providerOf = (index: number): Provider => {
  const id = `prv-bench${String(index).padStart(5, '0')}`;
  return {
    id,
    ver: 1,
    businessId: '1234567-1',
    name: `Koekuntoutus ${index} Oy`,
    iban: 'FI2112345600000785',
    email: `kuntoutus${index}@example.test`,
    prepaymentRegister: true,
    soteriRegistered: true,
    insuranceValidTo: '2099-12-31',
    rulebookAccepted: '2025-1',
    status: 'approved',
    units: [{ id: `${id}-u1`, name: 'Vastaanotto', municipalityCode: '398', street: 'Koekatu 1', languages: ['fi'] }],
    approvals: [
      { id: `${id}-a1`, programmeId: programme.id, validFrom: '2025-01-01', approvedBy: BY, recordedAt: NOW },
    ],
    offerings: [
      {
        id: offeringId(id, 0, programme.id),
        programmeId: programme.id,
        unitId: `${id}-u1`,
        prices: [{ unitPriceCents: 6200, validFrom: '2025-01-01', recordedAt: NOW }],
      },
    ],
    appliedAt: NOW,
  };
};

const clientOf = (index: number): Client => ({
  id: `cli-bench${index}`,
  ver: 1,
  birthDate: '1950-03-15',
  municipalityCode: '398',
  area: null,
  language: 'fi',
  incomeDecisions: [],
  deathDate: null,
});

const granted = <T>(verdict: T | Refused): T => {
  if (isRefused(verdict)) throw new Error(`the seed was refused: ${verdict.code}`);
  return verdict;
};

export const numberOf = (index: number): string =>
  `BNCH-${String(index)
    .padStart(8, '0')
    .replace(/(.{4})$/, '-$1')}`;

/** A voucher of `units` visits, its client's choice made. */
export const reservedVoucher = (index: number, units: number, provider: Provider): Voucher => {
  const done = { at: `${FIRST_DAY}T06:00:00.000Z`, by: BY };
  const today = FIRST_DAY;
  const voucher = granted(
    issue(
      { number: numberOf(index), units, validFrom: FIRST_DAY },
      { client: clientOf(index), programme, today },
      done,
    ),
  );
  const [offering] = provider.offerings;
  return granted(
    reserve(voucher, { offeringId: offering?.id ?? '', startDate: FIRST_DAY }, { provider, programme, today }, done),
  );
};

/** Puts whole documents into a collection, a thousand at a time; however many, they are never all in memory. */
export const insertAll = async (connection: Connection, name: string, documents: Iterable<object>): Promise<void> => {
  const collection = connection.getClient().db(connection.name).collection(name);
  const writes = underWay();
  let batch: object[] = [];
  const send = async () => {
    if (batch.length > 0) await writes.add(collection.insertMany(batch, { ordered: false }));
    batch = [];
  };
  for (const document of documents) {
    batch.push(document);
    if (batch.length === 1000) await send();
  }
  await send();
  await writes.all();
};

export const stored = ({ id, ...rest }: { readonly id: string }): object => ({ ...rest, _id: id });

/** Vouchers as the store keeps them, already told to the ledger. */
export function* storedVouchers(
  count: number,
  units: number,
  provider: Provider,
  change: (voucher: Voucher) => Voucher = (v) => v,
): Iterable<object> {
  for (let index = 0; index < count; index += 1) {
    const voucher = change(reservedVoucher(index, units, provider));
    const told: Voucher = { ...voucher, toldSeq: voucher.journal.length };
    yield { ...stored(told), untold: false, dueOn: dueOnOf(voucher) };
  }
}

/** The days of the bench's month. */
export const dayOf = (index: number): string => addDays(FIRST_DAY, index);

const PROVIDERS_PER_1000 = 14;

/** Accepted visits as the relay tells them: the published value of 44.35 and a price of 62.00. */
export function* eventRows(
  count: number,
  providers: readonly { id: string; offerings: readonly { id: string }[] }[],
): Iterable<object> {
  for (let index = 0; index < count; index += 1) {
    const provider = providers[(index * 7919) % providers.length];
    const voucherId = `vch-${numberOf(Math.floor(index / 8))}`;
    yield {
      _id: `evt-${voucherId.slice(4)}-${String((index * 2654435761) % 4294967296).padStart(10, '0')}${index}`,
      voucherId,
      clientId: `cli-bench${Math.floor(index / 8)}`,
      programmeId: programme.id,
      providerId: provider?.id,
      offeringId: provider?.offerings[0]?.id,
      kind: 'rehabilitation',
      type: 'visit',
      from: dayOf(index % 31),
      to: dayOf(index % 31),
      month: PERIOD,
      grossCents: 6200,
      organiserCents: 4435,
      clientCents: 1765,
      owedCents: 4435,
      recordedAt: NOW,
      recordedBy: 'usr-bench',
      late: false,
      replaces: null,
      reversedAt: null,
      reversalReason: null,
      reversedLate: false,
      municipalityCode: '398',
      segment: null,
      turns: 0,
    };
  }
}

/** A month of accepted visits, by as many providers as a county has for them, told as the relay tells them. Indexes are
 * made once all is there, which is quicker by far. */
export const seedEvents = async (connection: Connection, events: number): Promise<void> => {
  const providers = Array.from({ length: Math.max(1, Math.round((events * PROVIDERS_PER_1000) / 1000)) }, (_, index) =>
    providerOf(index),
  );
  await insertAll(connection, 'programmes', [stored(programme)]);
  await insertAll(connection, 'providers', providers.map(stored));
  await insertAll(connection, 'events', eventRows(events, providers));
  await prepareCollections(connection);
};
