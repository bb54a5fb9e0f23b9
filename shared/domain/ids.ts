/**
 * Ids tell what they promise: where one is made of its meaning, the thing can exist once, because `_id` is the
 * only uniqueness that also holds in a sharded cluster.
 */
import type { Month } from './calendar.ts';

/** Made of the code, which is thus taken once, whether in capitals or not. */
export const programmeId = (code: string): string => `prg-${code.toLowerCase()}`;
/** `token` names the request that made it (or is chance); half of it is plenty and keeps the ids made of it short. */
export const providerId = (token: string): string => `prv-${token.slice(0, 16)}`;
export const unitId = (provider: string, index: number): string => `unt-${provider.slice(4)}-${index + 1}`;
export const approvalId = (token: string): string => `apr-${token.slice(0, 16)}`;
/** `blindIndex` is of the personal identity code: one person, one client. */
export const clientId = (blindIndex: string): string => `cli-${blindIndex}`;
export const incomeDecisionId = (token: string): string => `inc-${token}`;

export const municipalityId = (code: string): string => `mun-${code}`;
/** One budget for a programme, a year and a payer; of all payers together where none is named. */
export const budgetId = (of: { programmeId: string; year: number; municipalityCode: string | null }): string =>
  `bdg-${of.programmeId.slice(4)}-${of.year}${of.municipalityCode === null ? '' : `-${of.municipalityCode}`}`;
export const segmentId = (code: string): string => `sgm-${code.toLowerCase()}`;

export const voucherId = (number: string): string => `vch-${number}`;
/** The number that people know a voucher by, read off its id. */
export const numberOfVoucher = (id: string): string => id.slice(4);
export const reservationId = (voucher: string, index: number): string => `rsv-${voucher.slice(4)}-${index + 1}`;
/** The voucher a reservation belongs to, read off its id; undefined when the text is no reservation id. */
export const voucherOfReservation = (id: string): string | undefined => {
  const match = /^rsv-(.+)-\d+$/.exec(id);
  return match?.[1] === undefined ? undefined : voucherId(match[1]);
};
/** `digest` is made of caller and idempotency key, so that the same request can only ever make the same event. */
export const eventId = (voucher: string, digest: string): string => `evt-${voucher.slice(4)}-${digest}`;
export const voucherOfEvent = (id: string): string | undefined => {
  const match = /^evt-(.+)-[0-9a-z]+$/.exec(id);
  return match?.[1] === undefined ? undefined : voucherId(match[1]);
};
export const offeringId = (provider: string, unitIndex: number, programme: string): string =>
  `off-${provider.slice(4)}-u${unitIndex + 1}-${programme.slice(4)}`;
/** The provider an offering belongs to, read off its id; undefined when the text is no offering id. */
export const providerOfOffering = (id: string): string | undefined => {
  const match = /^off-(.+?)-u\d+-.+$/.exec(id);
  return match?.[1] === undefined ? undefined : `prv-${match[1]}`;
};
/** The programme an offering is of, read off its id; undefined when the text is no offering id. */
export const programmeOfOffering = (id: string): string | undefined => {
  const match = /^off-.+?-u\d+-(.+)$/.exec(id);
  return match?.[1] === undefined ? undefined : `prg-${match[1]}`;
};
/** `name` is the provider's own for it; no provider's id has a colon in it. */
export const draftId = (provider: string, name: string): string => `drf-${provider.slice(4)}:${name}`;
export const runId = (period: Month, round: number): string => `run-settle-${period}${round === 1 ? '' : `-${round}`}`;
export const statementId = (run: string, provider: string): string => `stl-${run.slice(4)}-${provider.slice(4)}`;
export const paymentId = (statement: string): string => `pay-${statement.slice(4)}`;
/** The payment in the place of a rejected one: 2 for the first such, and so on; it names the one it stands in for. */
export const retryId = (statement: string, attempt: number): string => `${paymentId(statement)}-${attempt}`;
