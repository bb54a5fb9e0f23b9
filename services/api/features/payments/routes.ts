import type { Deps } from '#api/deps';
import type { Route } from '#api/http/route';
import { getBankStatement, listBankStatements } from './bank-statements.ts';
import { importBankStatement } from './import-bank-statement.ts';
import { getPayment, listPayments } from './payments.ts';
import { retry } from './retry.ts';

export const paymentRoutes = (deps: Deps): readonly Route[] => [
  importBankStatement(deps),
  listBankStatements(deps),
  getBankStatement(deps),
  listPayments(deps),
  getPayment(deps),
  retry(deps),
];
