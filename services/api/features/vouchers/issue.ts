import { createHash } from 'node:crypto';
import { instantOf, todayOf } from '#shared/clock';
import * as contract from '#shared/contract/vouchers';
import { voucherId } from '#shared/domain/ids';
import { isRefused } from '#shared/domain/outcome';
import { purseOn } from '#shared/domain/voucher/worth-ahead';
import { needOf } from '#shared/domain/budget/need';
import { issue } from '#shared/domain/voucher/issue';
import { holdFor } from '#shared/persistence/budgets';
import { endIfClientDied } from '#shared/persistence/deaths';
import { allMunicipalities } from '#shared/persistence/municipalities';
import type { Deps } from '#api/deps';
import { onceKept } from '#api/http/once';
import { NOT_FOUND, reply } from '#api/http/reply';
import { route } from '#api/http/route';
import { voucherView, writtenNumber } from './see.ts';

/** Letters and digits that are not taken for each other when read aloud or from paper. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 12;

/** A voucher's number, made of the request's token: sixty bits that nobody guesses, the same for the same request. */
const numberOf = (token: string): string => {
  const bytes = createHash('sha256').update(`voucher ${token}`).digest();
  return writtenNumber(Array.from(bytes.subarray(0, LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join(''));
};

/** POST /v1/vouchers: the county's promise to pay, granted to a client. */
export const issueVoucher = (deps: Deps) =>
  route(contract.issueVoucher, (input, who) =>
    onceKept(deps, contract.issueVoucher.id, input, who, async (token) => {
      const { stores, clock } = deps;
      const { clientId, programmeId, ...command } = input.body;
      const [client, programme] = await Promise.all([
        stores.clients.load(clientId),
        stores.programmes.load(programmeId),
      ]);
      if (client === null || programme === null) return NOT_FOUND;
      const today = todayOf(clock);
      const number = numberOf(token);
      // Granted before under this key: the answer stands, whatever would be said of a new one by now.
      const granted = input.key === undefined ? null : await stores.vouchers.load(voucherId(number));
      if (granted !== null) return reply(voucherView(granted, today, who));
      const municipalities = await allMunicipalities(stores);
      const voucher = issue(
        { ...command, number },
        { client, programme, municipalities, today },
        { at: instantOf(clock), by: who.userId },
      );
      if (isRefused(voucher)) return voucher;
      const need = needOf(voucher, 0, purseOn(voucher, { client, municipalities }, today), voucher.id);
      const warnings = await holdFor(stores, need, clock);
      if (isRefused(warnings)) return warnings;
      await stores.vouchers.insert(voucher);
      await endIfClientDied(stores, voucher, clock);
      deps.nudge.nudge('relay', 'all');
      const kept = (await stores.vouchers.load(voucher.id)) ?? voucher;
      return reply({ ...voucherView(kept, today, who), ...(warnings.length === 0 ? {} : { warnings }) });
    }),
  );
