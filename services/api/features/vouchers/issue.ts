import { createHash } from 'node:crypto';
import { instantOf, todayOf } from '#shared/clock';
import * as contract from '#shared/contract/vouchers';
import { voucherId } from '#shared/domain/ids';
import { isRefused, type Refused } from '#shared/domain/outcome';
import { purseOn } from '#shared/domain/voucher/worth-ahead';
import { needOf } from '#shared/domain/budget/need';
import { issue } from '#shared/domain/voucher/issue';
import { holdFor } from '#shared/persistence/budgets';
import { endIfClientDied } from '#shared/persistence/deaths';
import { allMunicipalities } from '#shared/persistence/municipalities';
import { offerersReader } from '#shared/persistence/offerers';
import type { Stores } from '#shared/persistence/stores';
import type { Deps } from '#api/deps';
import { onceKept } from '#api/http/once';
import { NOT_FOUND, reply, type Answer } from '#api/http/reply';
import { route, type Caller, type Input } from '#api/http/route';
import { voucherView, writtenNumber } from './see.ts';

/** Letters and digits that are not taken for each other when read aloud or from paper. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 12;

/**
 * A voucher's number, made of the request's token: sixty bits that nobody guesses, the same for the same request. Each
 * further draw gives another.
 */
const numberOf = (token: string, draw: number): string => {
  const bytes = createHash('sha256')
    .update(`voucher ${token}${draw === 0 ? '' : ` ${draw}`}`)
    .digest();
  return writtenNumber(Array.from(bytes.subarray(0, LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join(''));
};

/**
 * The number of a request: the first that was not given up. One is given up when its grant was so long on its way that
 * the money held for it has been let go; the same request then goes on with the next. Where a copy of the request was
 * refused, it ends with that "no".
 */
const numberFor = async ({ vouchers }: Stores, token: string): Promise<string | Refused> => {
  for (let draw = 0; ; draw += 1) {
    const number = numberOf(token, draw);
    const givenUp = await vouchers.givenUp(voucherId(number));
    if (givenUp === null) return number;
    if (givenUp.because !== undefined) return givenUp.because;
  }
};

/** Refuses a request for all of its copies, unless one of them was granted meanwhile or refused before. */
const refuse = async ({ stores, clock }: Deps, who: Caller, token: string, no: Refused): Promise<Answer> => {
  for (;;) {
    const number = await numberFor(stores, token);
    if (isRefused(number)) return number;
    const granted = await stores.vouchers.load(voucherId(number));
    if (granted !== null) return reply(voucherView(granted, todayOf(clock), who));
    await stores.vouchers.giveUp(voucherId(number), no);
  }
};

/**
 * Grants the voucher of a token, with the money it promises held first. Of copies of a request that are decided at once,
 * the first to have the number has decided for all, with a voucher or with a "no": one that was held up since it read
 * that nothing was answered yet grants nothing behind a refusal that somebody has heard.
 */
const grant = async (
  deps: Deps,
  input: Input<typeof contract.issueVoucher>,
  who: Caller,
  token: string,
): Promise<Answer> => {
  const { stores, clock } = deps;
  const { clientId, programmeId, ...command } = input.body;
  const [client, programme] = await Promise.all([stores.clients.load(clientId), stores.programmes.load(programmeId)]);
  if (client === null || programme === null) return NOT_FOUND;
  const today = todayOf(clock);
  const number = await numberFor(stores, token);
  if (isRefused(number)) return number;
  const refusedWith = (no: Refused) => (input.key === undefined ? no : refuse(deps, who, token, no));
  // Granted before under this key: the answer stands, whatever would be said of a new one by now.
  const granted = input.key === undefined ? null : await stores.vouchers.load(voucherId(number));
  if (granted !== null) return reply(voucherView(granted, today, who));
  const [municipalities, offerers] = await Promise.all([
    allMunicipalities(stores),
    offerersReader(stores)(programme, client, command.validFrom),
  ]);
  const voucher = issue(
    { ...command, number },
    { client, programme, municipalities, offerers, today },
    { at: instantOf(clock), by: who.userId },
  );
  if (isRefused(voucher)) return refusedWith(voucher);
  const need = needOf(voucher, 0, purseOn(voucher, { client, municipalities }, today), voucher.id);
  const warnings = await holdFor(stores, need, clock);
  if (isRefused(warnings)) return refusedWith(warnings);
  // Neither new nor there: the number was given up while this was held up. The money has to be held anew, if at all.
  const isNew = await stores.vouchers.insert(voucher);
  if (!isNew && (await stores.vouchers.load(voucher.id)) === null) return grant(deps, input, who, token);
  await endIfClientDied(stores, voucher, clock);
  deps.nudge.nudge('relay', 'all');
  const kept = (await stores.vouchers.load(voucher.id)) ?? voucher;
  return reply({ ...voucherView(kept, today, who), ...(warnings.length === 0 ? {} : { warnings }) });
};

/** POST /v1/vouchers: the county's promise to pay, granted to a client. */
export const issueVoucher = (deps: Deps) =>
  route(contract.issueVoucher, (input, who) =>
    onceKept(deps, contract.issueVoucher.id, input, who, (token) => grant(deps, input, who, token)),
  );
