import type { ProblemGroup } from './entry.ts';

/** What a voucher may buy, from whom and at what price. */
export const PROGRAMME_AND_PROVIDER_PROBLEMS = {
  PROGRAMME_EXISTS: {
    status: 409,
    title: 'A programme with this code exists',
    remedy: {
      fi: 'Valitse toinen tunnus, tai ehdota olemassa olevalle palveluseteliohjelmalle uutta versiota.',
      sv: 'Välj en annan kod, eller föreslå en ny version av det servicesedelprogram som redan finns.',
      en: 'Choose another code, or propose a new version of the programme that already exists.',
    },
  },
  VERSION_NOT_LATER: {
    status: 422,
    title: 'The version must start after the last one',
    remedy: {
      fi: 'Valitse uudelle versiolle voimaantulopäivä, joka on edellisen version voimaantulopäivää myöhempi.',
      sv: 'Välj för den nya versionen en ikraftträdandedag som är senare än den föregående versionens.',
      en: 'Choose a first day for the new version that is later than the first day of the version before it.',
    },
  },
  VERSION_ALREADY_APPROVED: {
    status: 409,
    title: 'The version is already approved',
    remedy: {
      fi: 'Versio on jo hyväksytty, joten ehdota uutta versiota, jos siihen tarvitaan muutos.',
      sv: 'Versionen är redan godkänd, så föreslå en ny version om något behöver ändras.',
      en: 'The version has already been approved, so propose a new version if something has to change.',
    },
  },
  PROGRAMME_NOT_IN_FORCE: {
    status: 422,
    title: 'No approved version is in force on this date',
    remedy: {
      fi: 'Valitse päivä, jona palveluseteliohjelmasta on voimassa hyväksytty versio, tai pyydä pääkäyttäjää hyväksyttämään versio.',
      sv: 'Välj en dag då en godkänd version av servicesedelprogrammet är i kraft, eller be administratören få en version godkänd.',
      en: 'Choose a day on which an approved version of the programme is in force, or ask the administrator to have one approved.',
    },
  },
  VALUE_BASIS_NOT_FOR_KIND: {
    status: 422,
    title: 'This kind of service cannot have this basis of value',
    remedy: {
      fi: 'Valitse setelin arvolle palvelun lajiin sopiva peruste: sote-keskukselle kapitaatio, muille palveluille jokin muu.',
      sv: 'Välj en grund för sedelns värde som passar tjänsten: kapitering för en social- och hälsocentral, någon annan för övriga tjänster.',
      en: 'Choose a basis of value that fits the service: capitation for a health and social centre, another one for other services.',
    },
  },
  FOUR_EYES_REQUIRED: {
    status: 403,
    title: 'Another person must approve this',
    remedy: {
      fi: 'Pyydä toista henkilöä hyväksymään tämä, sillä kukaan ei voi hyväksyä itse ehdottamaansa tai käynnistämäänsä asiaa.',
      sv: 'Be en annan person godkänna detta, för ingen kan godkänna det som personen själv har föreslagit eller startat.',
      en: 'Ask another person to approve this, because nobody can approve what they proposed or started themselves.',
    },
  },
  CRITERIA_NOT_MET: {
    status: 422,
    title: 'The provider does not meet the criteria of approval',
    remedy: {
      fi: 'Pyydä palveluntuottajaa täydentämään puuttuvat tiedot ja ehdot, ja tee hyväksyntä sitten uudelleen.',
      sv: 'Be serviceproducenten komplettera de uppgifter och villkor som saknas, och gör sedan godkännandet på nytt.',
      en: 'Ask the provider to complete what is lacking, and then make the approval again.',
    },
  },
  APPROVAL_ALREADY_REVOKED: {
    status: 409,
    title: 'The approval is already revoked',
    remedy: {
      fi: 'Hyväksyntä on jo peruttu, joten tee tarvittaessa uusi hyväksyntä.',
      sv: 'Godkännandet har redan återkallats, så gör vid behov ett nytt godkännande.',
      en: 'The approval has already been revoked, so make a new approval if one is needed.',
    },
  },
  ABOVE_CEILING: {
    status: 422,
    title: 'The price is above the price ceiling',
    remedy: {
      fi: 'Ilmoita hinta, joka on enintään sääntökirjan hintakaton suuruinen.',
      sv: 'Ange ett pris som är högst lika stort som pristaket i regelboken.',
      en: 'Give a price that is at most the price ceiling of the rulebook.',
    },
  },
  FREE_SERVICE_PRICE_ABOVE_VALUE: {
    status: 422,
    title: 'A service free of charge cannot cost more than the voucher value',
    remedy: {
      fi: 'Ilmoita hinta, joka on enintään setelin arvo, sillä asiakkaalle maksuttomassa palvelussa ei voi olla omavastuuta.',
      sv: 'Ange ett pris som är högst sedelns värde, för en tjänst som är avgiftsfri för klienten kan inte ha någon självriskandel.',
      en: 'Give a price that is at most the voucher value, because a service free for the client cannot have an own share.',
    },
  },
  PROVIDER_NOT_APPROVED: {
    status: 422,
    title: 'The provider is not approved for this programme',
    remedy: {
      fi: 'Hae hyvinvointialueelta hyväksyntää tähän palveluun, ja ilmoita palvelu ja hinta hyväksynnän voimassaoloajalle.',
      sv: 'Ansök hos välfärdsområdet om godkännande för tjänsten, och ange tjänsten och priset för den tid godkännandet gäller.',
      en: 'Apply to the wellbeing services county for approval, and offer the service and price for the time it is in force.',
    },
  },
  PRICE_MUST_BE_ZERO: {
    status: 422,
    title: 'The price of this service must be zero',
    remedy: {
      fi: 'Ilmoita hinnaksi 0 euroa, sillä sote-keskukselle maksetaan kapitaatiokorvaus.',
      sv: 'Ange priset 0 euro, för social- och hälsocentralen får en kapiteringsersättning.',
      en: 'Give the price as 0 euros, because a health and social centre is paid by capitation.',
    },
  },
} as const satisfies ProblemGroup;
