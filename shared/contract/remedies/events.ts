import type { ProblemGroup } from './entry.ts';

/** Recording a service event: read by a provider in a stairwell, so each says what to check or whom to ask. */
export const EVENT_PROBLEMS = {
  VOUCHER_NOT_FOUND: {
    status: 422,
    title: 'No voucher has this number',
    remedy: {
      fi: 'Tarkista palvelusetelin numero tai lue setelin QR-koodi, ja ota tarvittaessa yhteyttä asiakasohjaajaan.',
      sv: 'Kontrollera servicesedelns nummer eller läs av sedelns QR-kod, och kontakta vid behov klienthandledaren.',
      en: 'Check the voucher number or scan the QR code on the voucher, and contact the case coordinator if needed.',
    },
  },
  OUT_OF_VALIDITY: {
    status: 422,
    title: 'The date is outside the validity of the voucher',
    remedy: {
      fi: 'Tarkista, että päivä on palvelusetelin voimassaoloaikana, ja pyydä tarvittaessa asiakasohjaajalta jatkoaikaa.',
      sv: 'Kontrollera att dagen infaller under servicesedelns giltighetstid, och be vid behov klienthandledaren om förlängning.',
      en: 'Check that the date falls within the validity of the voucher, and ask the case coordinator for an extension if needed.',
    },
  },
  NO_UNITS_LEFT: {
    status: 422,
    title: 'All visits of the voucher are used',
    remedy: {
      fi: 'Palvelusetelin käynnit on käytetty, joten pyydä asiakasohjaajalta uusi palveluseteli ennen seuraavaa käyntiä.',
      sv: 'Servicesedelns besök är förbrukade, så be klienthandledaren om en ny servicesedel före nästa besök.',
      en: 'The visits of this voucher have been used, so ask the case coordinator for a new voucher before the next visit.',
    },
  },
  NOT_RESERVED_WITH_YOU: {
    status: 422,
    title: 'The voucher is not reserved for this service on this date',
    remedy: {
      fi: 'Tarkista päivä ja palvelu, ja tee tarvittaessa varaus yhdessä asiakkaan kanssa ennen tapahtumakirjausta.',
      sv: 'Kontrollera dagen och tjänsten, och gör vid behov en bokning tillsammans med klienten innan du registrerar händelsen.',
      en: 'Check the date and the service, and if needed make a reservation together with the client before recording the event.',
    },
  },
  PROVIDER_NOT_APPROVED_ON_DATE: {
    status: 422,
    title: 'The provider was not approved on this date',
    remedy: {
      fi: 'Tarkista päivä, ja jos se on oikein, kysy hyvinvointialueelta, milloin hyväksyntänne on ollut voimassa.',
      sv: 'Kontrollera dagen, och om den är rätt, fråga välfärdsområdet när ert godkännande har varit i kraft.',
      en: 'Check the date, and if it is right, ask the wellbeing services county when your approval has been in force.',
    },
  },
  NO_PRICE_ON_DATE: {
    status: 422,
    title: 'No price is in force on this date',
    remedy: {
      fi: 'Tarkista päivä, ja varmista, että palvelulle on ilmoitettu hinta, joka on voimassa sinä päivänä.',
      sv: 'Kontrollera dagen, och se till att det för tjänsten har angetts ett pris som gäller den dagen.',
      en: 'Check the date, and make sure that the service has been given a price that is in force on that day.',
    },
  },
  DUPLICATE_EVENT: {
    status: 422,
    title: 'The day is already recorded',
    remedy: {
      fi: 'Päivälle on jo tapahtumakirjaus, joten älä kirjaa sitä uudelleen, vaan korjaa aiempi kirjaus, jos se on väärin.',
      sv: 'Dagen har redan en händelseregistrering, så registrera den inte på nytt utan rätta den tidigare om den är fel.',
      en: 'The day has already been recorded, so do not record it again but correct the earlier event if it is wrong.',
    },
  },
  ENTRY_WINDOW_CLOSED: {
    status: 422,
    title: 'The month can no longer be recorded',
    remedy: {
      fi: 'Pyydä asiakasohjaajaa avaamaan tämän palvelusetelin kirjausaika kyseiselle kuukaudelle, ja kirjaa tapahtuma sitten.',
      sv: 'Be klienthandledaren öppna servicesedelns registreringstid för månaden i fråga, och registrera händelsen sedan.',
      en: 'Ask the case coordinator to open the entry window of this voucher for that month, and then record the event.',
    },
  },
  IN_THE_FUTURE: {
    status: 422,
    title: 'The date is in the future',
    remedy: {
      fi: 'Korjaa päivämäärä, tai tee kirjaus vasta sitten, kun päivä on koittanut.',
      sv: 'Rätta datumet, eller gör registreringen först när dagen är inne.',
      en: 'Correct the date, or make the entry only once the day has come.',
    },
  },
  AFTER_DEATH: {
    status: 422,
    title: 'The date is after the death of the client',
    remedy: {
      fi: 'Asiakas on kuollut, joten kirjaa palvelu enintään kuolinpäivään saakka, ja kysy päivä tarvittaessa asiakasohjaajalta.',
      sv: 'Klienten har avlidit, så registrera tjänsten högst till och med dödsdagen, och fråga vid behov klienthandledaren om dagen.',
      en: 'The client has died, so record the service up to the day of death at most, and ask the case coordinator for the day if needed.',
    },
  },
  INCOME_DECISION_MISSING: {
    status: 422,
    title: 'No income decision is in force on this date',
    remedy: {
      fi: 'Pyydä asiakasohjaajaa kirjaamaan asiakkaan tulopäätös kyseiselle ajalle, ja yritä sitten uudelleen.',
      sv: 'Be klienthandledaren registrera klientens inkomstbeslut för tiden i fråga, och försök sedan på nytt.',
      en: 'Ask the case coordinator to enter the income decision of the client for that time, and then try again.',
    },
  },
  EVENT_TYPE_NOT_FOR_SERVICE: {
    status: 422,
    title: 'The service has no events of this type',
    remedy: {
      fi: 'Valitse palveluun kuuluva tapahtuma: kuntoutuksessa käynti tai peruuttamaton käynti, asumisessa läsnäolo tai poissaolo.',
      sv: 'Välj en händelse som hör till tjänsten: besök eller uteblivet besök i rehabilitering, närvaro eller frånvaro i boende.',
      en: 'Choose an event that belongs to the service: a visit or a no-show in rehabilitation, a stay or an absence in housing.',
    },
  },
  EVENT_ALREADY_REVERSED: {
    status: 409,
    title: 'The event is already reversed',
    remedy: {
      fi: 'Tapahtumakirjaus on jo peruttu, joten tee tarvittaessa oikea kirjaus uutena.',
      sv: 'Händelseregistreringen är redan återtagen, så gör vid behov en ny och riktig registrering.',
      en: 'The event has already been reversed, so record the right one as a new event if needed.',
    },
  },
  DRAFT_NOT_OPEN: {
    status: 409,
    title: 'The draft is no longer open to changes',
    remedy: {
      fi: 'Luonnos on jo kirjattu, poistettu tai kirjattavana, joten katso sen tila luettelosta ja aloita tarvittaessa uusi.',
      sv: 'Utkastet är redan registrerat, borttaget eller under registrering, så se dess läge i listan och börja vid behov ett nytt.',
      en: 'The draft has been recorded or removed, or is being recorded, so look it up in the list and begin a new one if needed.',
    },
  },
  EVENT_NOT_ACCEPTED: {
    status: 409,
    title: 'The event does not stand',
    remedy: {
      fi: 'Tarkista tapahtumakirjauksen tila, sillä tämän voi tehdä vain hyväksytylle ja voimassa olevalle kirjaukselle.',
      sv: 'Kontrollera händelseregistreringens status, för detta kan göras bara med en godkänd och gällande registrering.',
      en: 'Check the status of the event, because this can be done only with an event that was accepted and still stands.',
    },
  },
  EVENT_ALREADY_DISPUTED: {
    status: 409,
    title: 'The event is already disputed',
    remedy: {
      fi: 'Tapahtuma on jo riitautettu, joten odota asiakasohjaajan ratkaisua tai kysy sitä häneltä.',
      sv: 'Händelsen är redan bestridd, så vänta på klienthandledarens avgörande eller fråga efter det.',
      en: 'The event has already been disputed, so wait for the resolution of the case coordinator or ask about it.',
    },
  },
  EVENT_NOT_DISPUTED: {
    status: 409,
    title: 'The event is not disputed',
    remedy: {
      fi: 'Tarkista tapahtuma, sillä vain riitautetun tapahtuman voi ratkaista.',
      sv: 'Kontrollera händelsen, för bara en bestridd händelse kan avgöras.',
      en: 'Check the event, because only an event that was disputed can be resolved.',
    },
  },
  DISPUTE_ALREADY_RESOLVED: {
    status: 409,
    title: 'The dispute is already resolved',
    remedy: {
      fi: 'Riita on jo ratkaistu toisin, joten korjaa tarvittaessa itse tapahtuma perumalla se.',
      sv: 'Tvisten är redan avgjord på annat sätt, så rätta vid behov själva händelsen genom att återta den.',
      en: 'The dispute was resolved otherwise, so correct the event itself by reversing it if needed.',
    },
  },
} as const satisfies ProblemGroup;
