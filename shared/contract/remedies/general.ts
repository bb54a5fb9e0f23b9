import type { Remedy } from './entry.ts';

/** What is wrong with a request before any rule of the field is asked. */
export interface GeneralProblem {
  readonly status: number;
  readonly title: string;
  /** Only where the person, and not the programmer of their system, can do something. */
  readonly remedy?: Remedy;
}

export const GENERAL_PROBLEMS = {
  INVALID_REQUEST: {
    status: 400,
    title: 'The request is not as documented',
    remedy: {
      fi: 'Tarkista merkityt kohdat, korjaa ne ja lähetä uudelleen.',
      sv: 'Kontrollera de markerade punkterna, rätta dem och skicka på nytt.',
      en: 'Check the marked fields, correct them and send again.',
    },
  },
  IDEMPOTENCY_KEY_REQUIRED: {
    status: 400,
    title: 'An Idempotency-Key of 1 to 128 visible ASCII characters is required',
  },
  UNAUTHENTICATED: {
    status: 401,
    title: 'Not logged in',
    remedy: {
      fi: 'Kirjaudu sisään ja yritä uudelleen.',
      sv: 'Logga in och försök på nytt.',
      en: 'Log in and try again.',
    },
  },
  INVALID_CREDENTIALS: {
    status: 401,
    title: 'The email address, password or one-time code is wrong',
    remedy: {
      fi: 'Tarkista sähköpostiosoite, salasana ja mahdollinen kertakoodi, ja yritä uudelleen.',
      sv: 'Kontrollera e-postadressen, lösenordet och en eventuell engångskod, och försök på nytt.',
      en: 'Check the email address, the password and the one-time code if you use one, and try again.',
    },
  },
  TOKEN_REUSED: {
    status: 401,
    title: 'The refresh token was used before, and its whole family has ended',
    remedy: {
      fi: 'Istunto päätettiin turvallisuuden vuoksi, joten kirjaudu uudelleen sisään.',
      sv: 'Sessionen avslutades av säkerhetsskäl, så logga in på nytt.',
      en: 'The session was ended for safety, so log in again.',
    },
  },
  FORBIDDEN: {
    status: 403,
    title: 'Not allowed in this role',
    remedy: {
      fi: 'Pyydä oikeutta pääkäyttäjältä, jos tämä kuuluu tehtäviisi.',
      sv: 'Be administratören om behörighet, om detta hör till dina uppgifter.',
      en: 'Ask the administrator for the right to do this, if it belongs to your work.',
    },
  },
  NOT_FOUND: {
    status: 404,
    title: 'Not found',
    remedy: {
      fi: 'Tarkista osoite tai tunniste, sillä sillä ei löytynyt mitään sinulle näkyvää.',
      sv: 'Kontrollera adressen eller beteckningen, för inget som du kan se hittades med den.',
      en: 'Check the address or identifier, because nothing that you can see was found with it.',
    },
  },
  NOT_ACCEPTABLE: {
    status: 406,
    title: 'The address answers in none of the media types that are accepted',
  },
  METHOD_NOT_ALLOWED: { status: 405, title: 'The address does not take this method' },
  STALE_VERSION: {
    status: 412,
    title: 'Somebody changed it first',
    remedy: {
      fi: 'Joku muu ehti muuttaa tietoja, joten avaa ne uudelleen ja tee muutoksesi sitten.',
      sv: 'Någon annan hann ändra uppgifterna, så öppna dem på nytt och gör sedan din ändring.',
      en: 'Somebody else changed this first, so open it again and then make your change.',
    },
  },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    title: 'The request is too large',
    remedy: {
      fi: 'Jaa lähetys pienempiin osiin ja lähetä ne erikseen.',
      sv: 'Dela upp försändelsen i mindre delar och skicka dem var för sig.',
      en: 'Divide what you send into smaller parts and send them one by one.',
    },
  },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'The content type is not one that this address reads' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'The Idempotency-Key was used before with another request' },
  TOO_MANY_REQUESTS: {
    status: 429,
    title: 'Too many requests',
    remedy: {
      fi: 'Odota hetki ja yritä sitten uudelleen.',
      sv: 'Vänta en stund och försök sedan på nytt.',
      en: 'Wait a moment and then try again.',
    },
  },
  INTERNAL: {
    status: 500,
    title: 'Something went wrong here',
    remedy: {
      fi: 'Vika on meillä, joten yritä hetken kuluttua uudelleen ja kerro vian jatkuessa pyynnön tunniste tukeen.',
      sv: 'Felet är hos oss, så försök på nytt om en stund och uppge begärans beteckning till stödet om felet fortsätter.',
      en: 'The fault is ours, so try again in a while and tell support the id of the request if it goes on.',
    },
  },
  STORE_UNAVAILABLE: {
    status: 503,
    title: 'A store is away for the moment',
    remedy: {
      fi: 'Järjestelmässä on hetkellinen katko, joten yritä hetken kuluttua uudelleen.',
      sv: 'Systemet har ett tillfälligt avbrott, så försök på nytt om en stund.',
      en: 'The system is interrupted for a moment, so try again in a while.',
    },
  },
} as const satisfies Readonly<Record<string, GeneralProblem>>;
