/** Six hundred vouchers of all three kinds, and whom their holders choose. */
import { issueVoucher, listOptions, reserveVoucher } from '#shared/contract/vouchers';
import { createUser } from '#shared/contract/users';
import { addDays, firstDayOf, type CalendarDate } from '#shared/domain/calendar';
import type { ServiceKind } from '#shared/domain/programme/programme';
import { EMAILS, PASSWORD, type County, type Place } from './county.ts';
import { each, logIn } from './http.ts';
import { CLIENTS, type Person } from './people.ts';
import type { Progress } from './print.ts';
import { BY_INCOME, CENTRE, FLAT, FREE, PHYSIOTHERAPY } from './programmes.ts';

/** A voucher as the demonstration knows it. `index` counts within its kind. */
export interface Held {
  readonly kind: ServiceKind;
  readonly index: number;
  readonly programme: string;
  readonly person: Person;
  readonly voucherId: string;
  readonly number: string;
}

/** A voucher with the choice its holder has made. */
export interface Chosen extends Held {
  readonly place: Place;
  readonly reservationId: string;
  readonly startDate: CalendarDate;
}

export const HOUSING = 100;
export const CENTRES = 200;

/** Vouchers with a part of their own in the month; numbers count within the kind. */
export const ROLE = {
  /** Granted three visits, has four. */
  usedUp: 1,
  /** Chooses by itself, from the options with the own share of each. */
  choosesItself: 2,
  /** Good for twenty days only, and nobody is chosen in them. */
  neverUsed: 19,
  /** So many sote-centre clients have been enrolled for half a year; the first two of them switch. */
  pilots: 6,
  switching: 2,
  movesInLate: 44,
} as const;

export const plannedVisits = (index: number): number => (index === ROLE.usedUp ? 4 : 1 + (index % 4));

interface Grant {
  readonly kind: ServiceKind;
  readonly index: number;
  readonly programme: string;
  readonly person: Person;
  readonly body: { units?: number; validFrom: CalendarDate; validTo?: CalendarDate };
}

const housingProgramme = (index: number): string => {
  if (index < 40) return FLAT;
  return index < 80 ? BY_INCOME : FREE;
};

const grantsFor = ({ period, since }: County, people: readonly Person[]): Grant[] => {
  const first = firstDayOf(period);
  const person = (index: number): Person => {
    const found = people[index];
    if (found === undefined) throw new Error(`there is no person ${index}`);
    return found;
  };
  const make = (kind: ServiceKind, count: number, one: (index: number) => Omit<Grant, 'kind' | 'index'>): Grant[] =>
    Array.from({ length: count }, (_, index) => ({ kind, index, ...one(index) }));
  return [
    ...make('rehabilitation', CLIENTS, (index) => ({
      programme: PHYSIOTHERAPY[index % PHYSIOTHERAPY.length] ?? '',
      person: person(index),
      body: {
        units: index === ROLE.usedUp ? 3 : plannedVisits(index) + 1 + (index % 5),
        validFrom: first,
        ...(index === ROLE.neverUsed && { validTo: addDays(first, 19) }),
      },
    })),
    ...make('housing', HOUSING, (index) => ({
      programme: housingProgramme(index),
      person: person(index),
      body: { validFrom: first },
    })),
    // Those who live in service housing have their doctor there; the others may choose a centre.
    ...make('soteCentre', CENTRES, (index) => ({
      programme: CENTRE,
      person: person(CLIENTS - CENTRES + index),
      body: { validFrom: index < ROLE.pilots ? since : first },
    })),
  ];
};

export const issueVouchers = (county: County, people: readonly Person[], progress: Progress): Promise<Held[]> =>
  each(grantsFor(county, people), async ({ kind, index, programme, person, body }) => {
    const programmeId = county.programmeIds.get(programme) ?? '';
    const voucher = await county.staff.coordinator.must(issueVoucher, {
      body: { clientId: person.clientId, programmeId, ...body },
    });
    progress.step();
    return { kind, index, programme, person, voucherId: voucher.id, number: voucher.number };
  });

/** Every tenth rehabilitation voucher, and the last of each other kind, stays with nobody chosen. */
const isTakenUp = ({ kind, index }: Held): boolean => {
  if (kind === 'rehabilitation') return index % 10 !== 9;
  return kind === 'housing' ? index < HOUSING - 2 : index < CENTRES - 10;
};

/** For every third client a place in their own municipality, where there are any; for the others one anywhere. */
const placeFor = (county: County, { programme, person, index }: Held): Place => {
  const all = county.places.filter((place) => place.programme === programme);
  const near = all.filter((place) => place.municipalityCode === person.municipalityCode);
  const from = index % 3 === 0 && near.length > 0 ? near : all;
  const place = from[index % from.length];
  if (place === undefined) throw new Error(`nobody offers ${programme}`);
  return place;
};

const startOf = (county: County, { kind, index }: Held): CalendarDate => {
  const first = firstDayOf(county.period);
  if (kind === 'soteCentre' && index < ROLE.pilots) return addDays(county.since, 9);
  if (kind === 'soteCentre' && index % 10 === 9) return addDays(first, 9);
  return kind === 'housing' && index === ROLE.movesInLate ? addDays(first, 26) : first;
};

/** A client logs in, compares, and takes what is cheapest for them. */
const chooseOneself = async (county: County, held: Held): Promise<Chosen> => {
  const { base, staff, places } = county;
  const user = { email: EMAILS.client, password: PASSWORD, name: 'Demo client', role: 'client' as const };
  await staff.admin.must(createUser, { body: { ...user, clientId: held.person.clientId } });
  const client = await logIn(base, user.email, user.password);
  const params = { id: held.voucherId };
  const { items } = await client.must(listOptions, { params, query: { limit: 200 } });
  const [cheapest] = items.toSorted((a, b) => (a.clientCents ?? 0) - (b.clientCents ?? 0));
  const place = places.find((candidate) => candidate.offeringId === cheapest?.offeringId);
  if (place === undefined) throw new Error(`${held.voucherId} has no options`);
  const startDate = startOf(county, held);
  const { id } = await client.must(reserveVoucher, { params, body: { offeringId: place.offeringId, startDate } });
  return { ...held, place, reservationId: id, startDate };
};

/** Everybody who takes the voucher up chooses: alone, through the coordinator, or by giving the provider the number. */
export const choose = (county: County, vouchers: readonly Held[], progress: Progress): Promise<Chosen[]> =>
  each(vouchers.filter(isTakenUp), async (held) => {
    progress.step();
    if (held.kind === 'rehabilitation' && held.index === ROLE.choosesItself) return chooseOneself(county, held);
    const place = placeFor(county, held);
    const chooser = held.index % 3 === 1 ? place.firm.caller : county.staff.coordinator;
    const startDate = startOf(county, held);
    const body = { offeringId: place.offeringId, startDate };
    const { id } = await chooser.must(reserveVoucher, { params: { id: held.number }, body });
    return { ...held, place, reservationId: id, startDate };
  });

export const unchosen = (vouchers: readonly Held[]): Held[] => vouchers.filter((held) => !isTakenUp(held));
