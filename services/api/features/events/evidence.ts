import { todayOf } from '#shared/clock';
import type { CalendarDate } from '#shared/domain/calendar';
import type { Client } from '#shared/domain/client/client';
import { programmeOfOffering } from '#shared/domain/ids';
import type { Municipalities } from '#shared/domain/municipality/municipality';
import type { Programme } from '#shared/domain/programme/programme';
import type { Provider } from '#shared/domain/provider/provider';
import type { Claim } from '#shared/domain/voucher/claims';
import type { Neighbours } from '#shared/domain/voucher/price-event';
import type { ServiceFact, Voucher } from '#shared/domain/voucher/voucher';
import { knownMunicipalities } from '#shared/persistence/municipalities';
import type { Deps } from '#api/deps';

/** All that decides an event besides the voucher itself. */
export interface Evidence {
  readonly provider: Provider;
  readonly programme: Programme;
  readonly client: Client;
  readonly municipalities: Municipalities;
  readonly others: readonly Voucher[];
  readonly neighbours: Neighbours;
  readonly today: CalendarDate;
}

const found = <T>(value: T | null, what: string): T => {
  if (value === null) throw new Error(`${what} is missing`);
  return value;
};

/** A visit is decided by the voucher, which knows the birth date; only who pays for it is the client's to tell. */
const visitEvidence = async ({ stores }: Deps, voucher: Voucher) => ({
  client: (await stores.clients.load(voucher.clientId)) ?? clientOf(voucher),
  others: [],
  neighbours: [],
});

/** As much of a client as their voucher knows: nobody is known to pay. */
const clientOf = (voucher: Voucher): Client => ({
  id: voucher.clientId,
  ver: 0,
  birthDate: voucher.clientBirthDate,
  municipalityCode: '',
  area: null,
  language: '',
  incomeDecisions: [],
  deathDate: null,
});

const housingEvidence = async ({ stores }: Deps, voucher: Voucher, provider: Provider) => {
  const otherProviders = new Set(voucher.reservations.map((reservation) => reservation.providerId));
  otherProviders.delete(provider.id);
  const [client, documents, neighbours] = await Promise.all([
    stores.clients.load(voucher.clientId),
    stores.vouchers.collection.find({ clientId: voucher.clientId, kind: 'housing' }).toArray(),
    Promise.all([...otherProviders].map((id) => stores.providers.load(id))),
  ]);
  return {
    client: found(client, voucher.clientId),
    others: documents.map((document) => stores.vouchers.fromDb(document)).filter(({ id }) => id !== voucher.id),
    neighbours: neighbours.filter((neighbour) => neighbour !== null),
  };
};

/** The programme of an offering: most likely the voucher's, and known before the voucher is. */
export const loadOffered = ({ stores }: Deps, offeringId: string): Promise<Programme | null> =>
  stores.programmes.load(programmeOfOffering(offeringId) ?? '');

/** Loads what decides an event of this voucher, told by this provider; `offered` spares a look at the programme. */
export const loadEvidence = async (
  deps: Deps,
  voucher: Voucher,
  provider: Provider,
  offered: Programme | null = null,
): Promise<Evidence> => {
  const today = todayOf(deps.clock);
  const [programme, municipalities, more] = await Promise.all([
    offered?.id === voucher.programmeId ? offered : deps.stores.programmes.load(voucher.programmeId),
    knownMunicipalities(deps.stores),
    voucher.kind === 'housing' ? housingEvidence(deps, voucher, provider) : visitEvidence(deps, voucher),
  ]);
  return { provider, programme: found(programme, voucher.programmeId), municipalities, today, ...more };
};

/** The claim as it stands against a state of the voucher. */
export const claimOf = (
  voucher: Voucher,
  { neighbours: _, ...evidence }: Evidence,
  offeringId: string,
  fact: ServiceFact,
): Claim => ({
  voucher,
  offeringId,
  fact,
  ...evidence,
});
