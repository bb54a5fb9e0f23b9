import type { LEFT_OUT_REASONS } from '#shared/domain/settlement/at-risk';
import type { Remedy } from './entry.ts';

/** What to do about something that is in no run, where no rule refused it. */
export const LEFT_OUT_REMEDIES = {
  DRAFT_NOT_RECORDED: {
    fi: 'Täydennä luonnos ja kirjaa se tapahtumaksi, tai poista se, jos palvelua ei annettu.',
    sv: 'Komplettera utkastet och registrera det som en händelse, eller ta bort det om tjänsten inte gavs.',
    en: 'Complete the draft and record it as an event, or remove it if the service was not given.',
  },
  EVENT_DISPUTED: {
    fi: 'Asiakas on kiistänyt tapahtuman, joten odota asiakasohjaajan ratkaisua ja vastaa hänen kysymyksiinsä.',
    sv: 'Klienten har bestridit händelsen, så vänta på klienthandledarens avgörande och svara på hens frågor.',
    en: 'The client has disputed the event, so wait for the case coordinator to resolve it and answer their questions.',
  },
  RECORDED_AFTER_CUTOFF: {
    fi: 'Tapahtuma kirjattiin tilitysajon jälkeen, joten se tulee seuraavaan ajoon ilman eri toimia.',
    sv: 'Händelsen registrerades efter avräkningskörningen, så den kommer med i nästa körning utan åtgärder.',
    en: 'The event was recorded after the settlement run, so it comes into the next run without any action.',
  },
  REVERSED_BEFORE_SETTLEMENT: {
    fi: 'Tapahtumakirjaus peruttiin ennen tilitystä, joten tee uusi kirjaus vain, jos palvelu sittenkin annettiin.',
    sv: 'Händelseregistreringen återtogs före avräkningen, så registrera på nytt bara om tjänsten ändå gavs.',
    en: 'The event was reversed before settlement, so record it anew only if the service was given after all.',
  },
  WAITS_FOR_ANOTHER_VOUCHER: {
    fi: 'Kuukausi hinnoitellaan asiakkaan seteleille yhdessä, joten odota, kunnes toisesta setelistä puuttuva tieto on annettu.',
    sv: 'Månaden prissätts gemensamt för klientens sedlar, så vänta tills det som saknas på en annan sedel har angetts.',
    en: 'The month is priced for all vouchers of the client together, so wait until what another of them lacks is there.',
  },
} as const satisfies Record<(typeof LEFT_OUT_REASONS)[number], Remedy>;
