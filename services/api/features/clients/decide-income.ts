import { instantOf } from '#shared/clock';
import * as contract from '#shared/contract/clients';
import { decideIncome as decide } from '#shared/domain/client/decide-income';
import type { IncomeDecision } from '#shared/domain/client/client';
import { incomeDecisionId } from '#shared/domain/ids';
import type { Deps } from '#api/deps';
import { once } from '#api/http/once';
import { NOT_FOUND, reply } from '#api/http/reply';
import { route } from '#api/http/route';
import { decisionView } from './view.ts';

export const decideIncome = (deps: Deps) =>
  route(contract.decideIncome, (input, who) =>
    once(deps, contract.decideIncome.id, input, who, async (token) => {
      const { spouse, ...given } = input.body;
      const decision: IncomeDecision = {
        id: incomeDecisionId(token),
        ...given,
        ...(spouse ? { spouse } : {}),
        recordedAt: instantOf(deps.clock),
      };
      const client = await deps.stores.clients.act(input.params.id, (known) => {
        const next = decide(known, decision);
        return { next, answer: next };
      });
      if (client === null) return NOT_FOUND;
      const kept = client.incomeDecisions.find((one) => one.id === decision.id) ?? decision;
      return reply(decisionView(client.id, kept));
    }),
  );
