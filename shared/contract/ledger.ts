import { z } from 'zod';
import { ACCOUNTS } from '#shared/domain/ledger/postings';
import { calendarDate, signedCents } from './common.ts';
import { endpoint } from './endpoint.ts';

/** A sum of many amounts may pass what one amount may be. */
const sum = z.int().min(0);

export const getTrialBalance = endpoint({
  id: 'getTrialBalance',
  method: 'get',
  path: '/v1/ledger/trial-balance',
  tag: 'Settlement',
  summary: 'Accounts with debit and credit at the end of a day; the sums are equal, always',
  may: 'seeLedger',
  query: z.strictObject({ asOf: calendarDate.optional() }),
  success: {
    status: 200,
    body: z
      .object({
        asOf: calendarDate,
        accounts: z.array(
          z.object({
            account: z.enum(ACCOUNTS),
            debitCents: sum,
            creditCents: sum,
            balanceCents: signedCents,
          }),
        ),
        totalDebitCents: sum,
        totalCreditCents: sum,
      })
      .meta({ id: 'TrialBalance' }),
  },
});
