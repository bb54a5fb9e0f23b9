import type { ProblemGroup } from './entry.ts';

/** Who pays, and whether there is money for it. */
export const BUDGET_PROBLEMS = {
  MUNICIPALITY_NOT_MEMBER: {
    status: 422,
    title: 'The municipality of residence is not a member on the first day',
    remedy: {
      fi: 'Tarkista asiakkaan kotikunta ja sen jäsenyyden päivät, ja valitse setelille ensimmäinen päivä, jona kunta on jäsen.',
      sv: 'Kontrollera klientens hemkommun och datumen för dess medlemskap, och välj en första dag då kommunen är medlem.',
      en: 'Check the municipality of residence of the client and the days of its membership, and choose a first day on which it is a member.',
    },
  },
  BUDGET_EXCEEDED: {
    status: 422,
    title: 'The budget has too little left',
    remedy: {
      fi: 'Myönnä vähemmän, odota vapautuvaa määrärahaa tai pyydä taloudesta lisää määrärahaa ohjelman talousarvioon.',
      sv: 'Bevilja mindre, vänta tills anslag frigörs eller be ekonomin om mer anslag i programmets budget.',
      en: 'Grant less, wait until money is freed, or ask finance for a larger appropriation in the budget of the programme.',
    },
  },
} as const satisfies ProblemGroup;
