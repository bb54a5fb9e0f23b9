import { createHash } from 'node:crypto';
import { instantOf } from '#shared/clock';
import * as contract from '#shared/contract/payments';
import { canBeKept, takeIn } from '#shared/persistence/bank-statements';
import { readCamt } from '#api/bank/camt';
import type { Deps } from '#api/deps';
import { onceKept } from '#api/http/once';
import { failed, reply } from '#api/http/reply';
import { route } from '#api/http/route';
import { bankStatementView } from './view.ts';

/** POST /v1/bank-statements. Under a key the first answer is told again; without one, what it would do now. */
export const importBankStatement = (deps: Deps) =>
  route(contract.importBankStatement, (input, who) => {
    const message = readCamt(input.body);
    if ('outcome' in message) return message;
    if (!canBeKept(message)) return failed('PAYLOAD_TOO_LARGE');
    const asked = { key: input.key, params: {}, body: createHash('sha256').update(input.body).digest('hex') };
    return onceKept(deps, contract.importBankStatement.id, asked, who, async () => {
      const from = { bytes: input.body, by: who.userId, at: instantOf(deps.clock) };
      return reply(bankStatementView(await takeIn(deps.stores, message, from)));
    });
  });
