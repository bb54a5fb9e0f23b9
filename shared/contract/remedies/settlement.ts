import type { ProblemGroup } from './entry.ts';

/** Settling a month and paying it, and the clock of the sandbox. */
export const SETTLEMENT_PROBLEMS = {
  PERIOD_NOT_CLOSED: {
    status: 422,
    title: 'The period is not closed yet',
    remedy: {
      fi: 'Odota seuraavan kuukauden 6. päivään, sillä siihen saakka tilityskaudelle voi vielä kirjata tapahtumia.',
      sv: 'Vänta till den 6 i följande månad, för fram till dess kan händelser ännu registreras för avräkningsperioden.',
      en: 'Wait until the 6th of the next month, because until then events may still be recorded for the settlement period.',
    },
  },
  RUN_NOT_CALCULATED: {
    status: 409,
    title: 'The run is not calculated',
    remedy: {
      fi: 'Avaa tilitysajo uudelleen ja tarkista sen tila, sillä vain laskettu ajo, jota ei ole vielä hyväksytty, voidaan hyväksyä.',
      sv: 'Öppna avräkningskörningen på nytt och kontrollera dess status, för bara en beräknad och ännu inte godkänd körning kan godkännas.',
      en: 'Open the settlement run again and check its status, because only a calculated run that is not yet approved can be approved.',
    },
  },
  RUN_NOT_APPROVED: {
    status: 409,
    title: 'The run is not approved',
    remedy: {
      fi: 'Pyydä toista henkilöä hyväksymään tilitysajo, ja tee maksuaineisto vasta sitten.',
      sv: 'Be en annan person godkänna avräkningskörningen, och skapa betalningsfilen först efter det.',
      en: 'Have another person approve the settlement run, and only then make the payment file.',
    },
  },
  DRY_RUN_NOT_PAYABLE: {
    status: 409,
    title: 'A dry run cannot be approved or paid',
    remedy: {
      fi: 'Käynnistä kaudesta varsinainen tilitysajo, sillä koeajoa ei voi hyväksyä eikä maksaa.',
      sv: 'Starta en egentlig avräkningskörning för perioden, för en provkörning kan inte godkännas eller betalas.',
      en: 'Start a real settlement run for the period, because a dry run can be neither approved nor paid.',
    },
  },
  NOTHING_TO_PAY: {
    status: 409,
    title: 'The run has nothing to pay',
    remedy: {
      fi: 'Tilitysajossa ei ole maksettavaa, joten maksuaineistoa ei tarvita.',
      sv: 'Avräkningskörningen har inget att betala, så ingen betalningsfil behövs.',
      en: 'The settlement run has nothing to pay, so no payment file is needed.',
    },
  },
  CONTENT_CHANGED: {
    status: 409,
    title: 'The run is not the one that was looked at',
    remedy: {
      fi: 'Tilitysajo on laskettu uudelleen, joten avaa se, tarkista luvut ja hyväksy ne sitten.',
      sv: 'Avräkningskörningen har beräknats på nytt, så öppna den, granska siffrorna och godkänn dem sedan.',
      en: 'The settlement run has been calculated anew, so open it, check the figures and then approve them.',
    },
  },
  DEBT_NOT_BROUGHT_FORWARD: {
    status: 409,
    title: 'A provider that owes would be paid in full',
    remedy: {
      fi: 'Hyväksy ensin aiempi tilitysajo, jossa palveluntuottajan velka on, ja laske sitten tämä ajo uudelleen, jotta velka vähennetään.',
      sv: 'Godkänn först den tidigare avräkningskörning som har producentens skuld, och beräkna sedan denna körning på nytt så att skulden dras av.',
      en: "First approve the earlier settlement run that has the provider's debt in hand, and then ask for this run anew, so that the debt is deducted.",
    },
  },
  ORGANISER_DETAILS_MISSING: {
    status: 422,
    title: 'The details of the payer are missing',
    remedy: {
      fi: 'Pyydä ylläpitoa asettamaan maksajan nimi, Y-tunnus, IBAN ja BIC, ja tee maksuaineisto sitten uudelleen.',
      sv: 'Be driften ange betalarens namn, FO-nummer, IBAN och BIC, och skapa sedan betalningsfilen på nytt.',
      en: 'Ask operations to set the name, business ID, IBAN and BIC of the payer, and then make the payment file again.',
    },
  },
  PAYMENT_NOT_REJECTED: {
    status: 409,
    title: 'The payment was not rejected',
    remedy: {
      fi: 'Avaa maksu ja tarkista sen tila, sillä vain pankin hylkäämän tai palauttaman maksun voi maksaa uudelleen, ja vain kerran.',
      sv: 'Öppna betalningen och kontrollera dess status, för bara en betalning som banken har avvisat eller returnerat kan betalas på nytt, och bara en gång.',
      en: 'Open the payment and check its status, because only a payment that the bank rejected or returned can be paid again, and only once.',
    },
  },
  NOTHING_TO_PAY_AGAIN: {
    status: 409,
    title: 'No payment waits for this file',
    remedy: {
      fi: 'Merkitse ensin hylätyt maksut maksettaviksi uudelleen, ja pyydä sitten uusintamaksujen seuraava aineisto sen numerolla.',
      sv: 'Ange först vilka avvisade betalningar som ska betalas på nytt, och begär sedan följande fil med omtagna betalningar med dess nummer.',
      en: 'First have the rejected payments paid again, and then ask for the next file of such payments by its number.',
    },
  },
  BANK_MESSAGE_NOT_KNOWN: {
    status: 422,
    title: 'The message is none that is read here',
    remedy: {
      fi: 'Lähetä tiliote (camt.053) tai tapahtumailmoitus (camt.054) sellaisena kuin pankki sen antoi, versiona 001.02 tai 001.08.',
      sv: 'Skicka kontoutdraget (camt.053) eller transaktionsmeddelandet (camt.054) som banken gav det, i version 001.02 eller 001.08.',
      en: 'Send the account statement (camt.053) or the notification (camt.054) as the bank gave it, in version 001.02 or 001.08.',
    },
  },
  CLOCK_NOT_FORWARD: {
    status: 409,
    title: 'The clock only goes forward',
    remedy: {
      fi: 'Valitse hetki, joka on myöhemmin kuin järjestelmän nykyinen aika.',
      sv: 'Välj en tidpunkt som är senare än systemets nuvarande tid.',
      en: 'Choose a moment that is later than the present time of the system.',
    },
  },
} as const satisfies ProblemGroup;
