import type { ProblemGroup } from './entry.ts';

/** Clients and users. A remedy never repeats an identity code or an address back. */
export const PEOPLE_PROBLEMS = {
  CLIENT_EXISTS: {
    status: 409,
    title: 'A client with this identity code exists',
    remedy: {
      fi: 'Hae asiakas asiakasluettelosta, sillä hänet on jo lisätty samalla henkilötunnuksella.',
      sv: 'Sök klienten i klientlistan, för personen har redan lagts till med samma personbeteckning.',
      en: 'Look the client up in the list of clients, because they have already been added with the same identity code.',
    },
  },
  TEST_IDENTITY_NOT_ACCEPTED: {
    status: 422,
    title: 'Test identity codes are not accepted here',
    remedy: {
      fi: 'Anna asiakkaan oikea henkilötunnus, sillä testitunnuksia voi käyttää vain testiympäristössä.',
      sv: 'Ange klientens riktiga personbeteckning, för testbeteckningar kan användas bara i testmiljön.',
      en: 'Give the real identity code of the client, because test codes can be used only in the sandbox.',
    },
  },
  DEATH_ALREADY_RECORDED: {
    status: 409,
    title: 'The death is already recorded',
    remedy: {
      fi: 'Kuolema on jo kirjattu, joten ota yhteyttä pääkäyttäjään, jos kirjattu päivä on väärä.',
      sv: 'Dödsfallet är redan registrerat, så kontakta administratören om den registrerade dagen är fel.',
      en: 'The death has already been recorded, so contact the administrator if the recorded day is wrong.',
    },
  },
  EMAIL_IN_USE: {
    status: 409,
    title: 'The email address is in use',
    remedy: {
      fi: 'Käytä toista sähköpostiosoitetta, tai ota käyttöön tunnus, jolla tämä osoite jo on.',
      sv: 'Använd en annan e-postadress, eller använd det konto som redan har adressen.',
      en: 'Use another email address, or use the account that already has this one.',
    },
  },
  ROLE_NEEDS_PROVIDER: {
    status: 422,
    title: 'A provider user needs a provider',
    remedy: {
      fi: 'Valitse palveluntuottaja, jonka käyttäjäksi henkilö lisätään.',
      sv: 'Välj den serviceproducent vars användare personen ska bli.',
      en: 'Choose the provider whose user this person becomes.',
    },
  },
  ROLE_NEEDS_CLIENT: {
    status: 422,
    title: 'A client user needs a client',
    remedy: {
      fi: 'Valitse asiakas, jolle käyttäjätunnus tehdään.',
      sv: 'Välj den klient som användarkontot skapas för.',
      en: 'Choose the client for whom this account is made.',
    },
  },
} as const satisfies ProblemGroup;
