import { instantOf } from '#shared/clock';
import * as contract from '#shared/contract/payments';
import { isRefused, refused } from '#shared/domain/outcome';
import { retry as payAgain } from '#shared/domain/payment/retry';
import { decidedBy } from '#shared/persistence/act';
import { isStatementPaid, tellPayments } from '#shared/persistence/payments';
import type { Deps } from '#api/deps';
import { onceKept } from '#api/http/once';
import { NOT_FOUND, reply } from '#api/http/reply';
import { route } from '#api/http/route';
import { paymentView } from './view.ts';

/**
 * POST /v1/payments/{id}/retry. The decision is kept with the rejected payment; the new one comes into being by its
 * journal, here or, should this die in between, by the relay.
 */
export const retry = (deps: Deps) =>
  route(contract.retryPayment, (input, who) =>
    onceKept(deps, contract.retryPayment.id, input, who, async (origin) => {
      const { payments, providers } = deps.stores;
      const known = await payments.load(input.params.id);
      const provider = known && (await providers.load(known.providerId));
      if (known === null || provider === null) return NOT_FOUND;
      if (known.replacement === null && (await isStatementPaid(deps.stores, known)))
        return refused('PAYMENT_NOT_REJECTED', { paymentStatus: 'paid' });
      const creditor = { name: provider.name, iban: provider.iban };
      const asked = { creditor, by: who.userId, at: instantOf(deps.clock), origin };
      const verdict = await payments.act(known.id, (payment) => decidedBy(payment, payAgain(payment, asked)));
      if (verdict === null) return NOT_FOUND;
      if (isRefused(verdict)) return verdict;
      await tellPayments(deps.stores, [known.id]);
      const made = verdict.replacement && (await payments.load(verdict.replacement.id));
      if (made === null) throw new Error(`${known.id}: the payment in its place is not there`);
      return reply(paymentView(made));
    }),
  );
