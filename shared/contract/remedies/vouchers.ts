import type { ProblemGroup } from './entry.ts';

/** A voucher's turns: granting, reserving, switching, pausing and ending. Clients read these themselves. */
export const VOUCHER_PROBLEMS = {
  VOUCHER_SUSPENDED: {
    status: 409,
    title: 'The voucher is suspended',
    remedy: {
      fi: 'Palvelusetelin käyttö on keskeytetty, joten kysy asiakasohjaajalta, milloin seteliä voi taas käyttää.',
      sv: 'Användningen av servicesedeln är avbruten, så fråga klienthandledaren när sedeln kan användas igen.',
      en: 'The use of this voucher is suspended, so ask the case coordinator when it can be used again.',
    },
  },
  VOUCHER_EXPIRED: {
    status: 409,
    title: 'The voucher has expired',
    remedy: {
      fi: 'Palvelusetelin voimassaolo on päättynyt, joten pyydä asiakasohjaajalta jatkoaikaa tai uutta palveluseteliä.',
      sv: 'Servicesedelns giltighetstid har gått ut, så be klienthandledaren om förlängning eller en ny servicesedel.',
      en: 'The voucher has expired, so ask the case coordinator for an extension or for a new voucher.',
    },
  },
  VOUCHER_CANCELLED: {
    status: 409,
    title: 'The voucher is cancelled',
    remedy: {
      fi: 'Palveluseteli on peruttu, joten kysy asiakasohjaajalta, miten palvelun saa jatkossa.',
      sv: 'Servicesedeln har återkallats, så fråga klienthandledaren hur tjänsten ordnas i fortsättningen.',
      en: 'The voucher has been cancelled, so ask the case coordinator how the service is arranged from now on.',
    },
  },
  ALREADY_RESERVED: {
    status: 409,
    title: 'The voucher is already reserved',
    remedy: {
      fi: 'Palveluseteli on jo varattu, joten päätä ensin nykyinen varaus ja tee sitten uusi.',
      sv: 'Servicesedeln är redan bokad, så avsluta först den nuvarande bokningen och gör sedan en ny.',
      en: 'The voucher is already reserved, so end the present reservation first and then make a new one.',
    },
  },
  LOCKED_IN: {
    status: 409,
    title: 'The health and social centre cannot be changed yet',
    remedy: {
      fi: 'Sote-keskuksen voi vaihtaa vasta vastuuajan päätyttyä, joten valitse aloituspäiväksi aikaisin sallittu päivä tai myöhempi.',
      sv: 'Social- och hälsocentralen kan bytas först efter ansvarstiden, så välj den första tillåtna dagen eller en senare som startdag.',
      en: 'The centre can be changed only after the responsibility period, so choose the earliest allowed day or a later one as the start.',
    },
  },
  NOT_RESERVED: {
    status: 409,
    title: 'No reservation is open',
    remedy: {
      fi: 'Tässä ei ole avointa varausta, joten katso palvelusetelin tiedoista, onko varaus jo päätetty.',
      sv: 'Här finns ingen öppen bokning, så se i servicesedelns uppgifter om bokningen redan har avslutats.',
      en: 'There is no open reservation here, so look in the details of the voucher whether it has already been ended.',
    },
  },
  OFFERING_NOT_FOR_PROGRAMME: {
    status: 422,
    title: 'The voucher does not buy this service',
    remedy: {
      fi: 'Valitse palvelu, johon tämä palveluseteli on myönnetty: sopivat palvelut näkyvät setelin vaihtoehdoissa.',
      sv: 'Välj en tjänst som servicesedeln har beviljats för: de tjänster som passar visas bland sedelns alternativ.',
      en: 'Choose a service for which this voucher was granted: those that fit are shown among the options of the voucher.',
    },
  },
  VOUCHER_NOT_OPEN: {
    status: 409,
    title: 'The voucher is no longer open',
    remedy: {
      fi: 'Palveluseteli ei ole enää käytössä, joten kysy asiakasohjaajalta uutta palveluseteliä, jos palvelun tarve jatkuu.',
      sv: 'Servicesedeln är inte längre i bruk, så fråga klienthandledaren om en ny servicesedel om behovet av tjänsten fortsätter.',
      en: 'The voucher is no longer in use, so ask the case coordinator for a new one if the service is still needed.',
    },
  },
  VOUCHER_NOT_SUSPENDED: {
    status: 409,
    title: 'The voucher is not suspended',
    remedy: {
      fi: 'Palvelusetelin käyttöä ei ole keskeytetty, joten sitä ei tarvitse palauttaa käyttöön.',
      sv: 'Servicesedeln är inte avbruten, så den behöver inte tas i bruk på nytt.',
      en: 'The voucher is not suspended, so it does not need to be resumed.',
    },
  },
  VOUCHER_IN_USE: {
    status: 409,
    title: 'The voucher has been used',
    remedy: {
      fi: 'Palveluseteliä on jo käytetty eikä siitä voi enää kieltäytyä, joten pyydä asiakasohjaajaa perumaan seteli loppuajalta.',
      sv: 'Servicesedeln har redan använts och kan inte längre avböjas, så be klienthandledaren återkalla den för resten av tiden.',
      en: 'The voucher has already been used and can no longer be declined, so ask the case coordinator to cancel the rest of it.',
    },
  },
  VOUCHER_FULL: {
    status: 429,
    title: 'Too many refused attempts on this voucher',
    remedy: {
      fi: 'Tähän palveluseteliin on kertynyt liikaa hylättyjä yrityksiä, joten pyydä asiakasohjaajalta uusi palveluseteli sen tilalle.',
      sv: 'Servicesedeln har samlat för många avvisade försök, så be klienthandledaren om en ny servicesedel i stället för den.',
      en: 'Too many refused attempts have gathered on this voucher, so ask the case coordinator for a new voucher in its place.',
    },
  },
  INVALID_PERIOD: {
    status: 422,
    title: 'The dates do not make a period',
    remedy: {
      fi: 'Tarkista, että päivät ovat oikeassa järjestyksessä ja mahtuvat siihen aikaan, jota ne koskevat.',
      sv: 'Kontrollera att dagarna är i rätt ordning och ryms inom den tid som de gäller.',
      en: 'Check that the dates are in the right order and fit within the time they concern.',
    },
  },
  UNITS_REQUIRED: {
    status: 422,
    title: 'The number of visits is missing',
    remedy: {
      fi: 'Ilmoita, kuinka monelle käynnille palveluseteli myönnetään.',
      sv: 'Ange hur många besök servicesedeln beviljas för.',
      en: 'Say for how many visits the voucher is granted.',
    },
  },
  UNITS_NOT_USED_HERE: {
    status: 422,
    title: 'This service is not counted in visits',
    remedy: {
      fi: 'Jätä käyntien määrä pois, sillä tätä palvelua ei lasketa käynteinä.',
      sv: 'Lämna bort antalet besök, för den här tjänsten räknas inte i besök.',
      en: 'Leave out the number of visits, because this service is not counted in visits.',
    },
  },
  CLIENT_HAS_DIED: {
    status: 409,
    title: 'The client has died',
    remedy: {
      fi: 'Asiakas on merkitty kuolleeksi, joten tarkista, että valitsit oikean henkilön, ja ota tarvittaessa yhteyttä asiakasohjaajaan.',
      sv: 'Klienten har antecknats som avliden, så kontrollera att du valde rätt person, och kontakta vid behov klienthandledaren.',
      en: 'The client is recorded as deceased, so check that you chose the right person, and contact the case coordinator if needed.',
    },
  },
} as const satisfies ProblemGroup;
