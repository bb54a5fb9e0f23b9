import type { Language } from '#shared/contract/common';
import type { ServiceKind } from '#shared/domain/programme/programme';
import type { LineKind } from '#shared/domain/settlement/statement';

/** Everything a statement says. Amounts, days and ids come formatted. */
export interface Words {
  readonly title: (month: string) => string;
  readonly testData: string;
  readonly draft: string;
  readonly details: string;
  readonly payer: string;
  /** Instead of the payer's name, where the installation was not told one. */
  readonly organiserItself: string;
  readonly payee: string;
  readonly businessId: string;
  readonly account: string;
  readonly period: string;
  readonly run: string;
  readonly statement: string;
  readonly reference: string;
  readonly paymentDay: string;
  readonly expectedPaymentDay: string;
  readonly summary: string;
  readonly gross: string;
  readonly organiser: string;
  readonly client: string;
  readonly broughtForward: string;
  readonly payable: string;
  readonly carriedForward: string;
  /** Why nothing is paid although something is settled, and what happens next. */
  readonly carriedOn: (amount: string) => string;
  readonly nothingToPay: string;
  readonly deducted: (amount: string) => string;
  readonly lines: string;
  readonly noLines: string;
  readonly day: string;
  readonly voucher: string;
  readonly service: string;
  readonly lineGross: string;
  readonly lineOrganiser: string;
  readonly lineClient: string;
  readonly line: (id: string) => string;
  readonly kinds: Readonly<Record<LineKind, string>>;
  /** What a line does to the one it answers. */
  readonly answers: Readonly<Record<LineKind, (id: string) => string>>;
  readonly vat: string;
  /**
   * Why no tax is in it: 1501/1993 34-35 § for health care, 37-38 § for social care, as those sections were enacted
   * (domain facts 1.3: later wordings were not checked).
   */
  readonly exempt: Readonly<Record<ServiceKind, (amount: string) => string>>;
  readonly page: (number: number) => string;
  readonly csv: {
    readonly lineId: string;
    readonly kind: string;
    readonly programme: string;
    readonly voucher: string;
    readonly event: string;
    readonly from: string;
    readonly to: string;
    readonly gross: string;
    readonly organiser: string;
    readonly client: string;
    readonly answers: string;
  };
}

const HEALTH_FI =
  'arvonlisävero 0 %. Terveyden- ja sairaanhoitopalvelun myynnistä ei suoriteta veroa (arvonlisäverolaki 1501/1993, 34–35 §).';
const HEALTH_SV =
  'mervärdesskatt 0 %. Skatt betalas inte på försäljning av hälso- och sjukvårdstjänster (mervärdesskattelagen 1501/1993, 34–35 §).';
const HEALTH_EN =
  'VAT 0%. No tax is paid on the sale of health and medical care services (Value Added Tax Act 1501/1993, sections 34–35).';

export const WORDS = {
  fi: {
    title: (month) => `Palvelusetelien tilitys, ${month}`,
    testData: 'Testiaineistoa: tämä ei ole oikea tilitys, eikä siitä makseta mitään.',
    draft: 'Luonnos: tilitysajoa ei ole hyväksytty, joten luvut voivat vielä muuttua.',
    details: 'Tilityksen tiedot',
    payer: 'Maksaja',
    organiserItself: 'Hyvinvointialue',
    payee: 'Saaja',
    businessId: 'Y-tunnus',
    account: 'Saajan tili (IBAN)',
    period: 'Tilityskausi',
    run: 'Tilitysajo',
    statement: 'Tilityksen tunnus',
    reference: 'Viite (RF)',
    paymentDay: 'Maksupäivä',
    expectedPaymentDay: 'Arvioitu maksupäivä',
    summary: 'Yhteenveto',
    gross: 'Palvelujen hinta yhteensä',
    organiser: 'Hyvinvointialueen osuus',
    client: 'Asiakkaiden omavastuuosuudet',
    broughtForward: 'Siirtynyt aiemmista tilityksistä',
    payable: 'Maksetaan',
    carriedForward: 'Siirtyy seuraavaan tilitykseen',
    carriedOn: (amount) =>
      `Tästä tilityksestä ei makseta mitään, koska vähennettävää on enemmän kuin maksettavaa. Erotus ${amount} siirtyy seuraavaan tilitykseen ja vähennetään tulevista maksuista, kunnes se on kuitattu. Teidän ei tarvitse tehdä mitään.`,
    nothingToPay: 'Tästä tilityksestä ei jää maksettavaa.',
    deducted: (amount) => `Maksettavasta on vähennetty ${amount}, joka siirtyi aiemmista tilityksistä.`,
    lines: 'Rivit',
    noLines: 'Tässä tilityksessä ei ole rivejä.',
    day: 'Päivä',
    voucher: 'Seteli',
    service: 'Palvelu',
    lineGross: 'Hinta,\u00A0€',
    lineOrganiser: 'Alueen osuus,\u00A0€',
    lineClient: 'Omavastuu,\u00A0€',
    line: (id) => `Rivi ${id}`,
    kinds: { service: 'Palvelu', reversal: 'Peruutus', correction: 'Korjaus' },
    answers: {
      service: (id) => `tulee rivin ${id} tilalle`,
      reversal: (id) => `kumoaa rivin ${id}`,
      correction: (id) => `oikaisee riviä ${id}`,
    },
    vat: 'Arvonlisävero',
    exempt: {
      rehabilitation: (amount) => `Kuntoutus ${amount}: ${HEALTH_FI}`,
      soteCentre: (amount) => `Sosiaali- ja terveyskeskus ${amount}: ${HEALTH_FI}`,
      housing: (amount) =>
        `Palveluasuminen ${amount}: arvonlisävero 0 %. Sosiaalihuoltopalvelun myynnistä ei suoriteta veroa (arvonlisäverolaki 1501/1993, 37–38 §).`,
    },
    page: (number) => `Sivu ${number}`,
    csv: {
      lineId: 'Rivin tunnus',
      kind: 'Laji',
      programme: 'Palvelu',
      voucher: 'Setelin numero',
      event: 'Tapahtuman tunnus',
      from: 'Alkupäivä',
      to: 'Loppupäivä',
      gross: 'Hinta (€)',
      organiser: 'Hyvinvointialueen osuus (€)',
      client: 'Omavastuuosuus (€)',
      answers: 'Rivi, johon tämä vastaa',
    },
  },
  sv: {
    title: (month) => `Avräkning av servicesedlar, ${month}`,
    testData: 'Testmaterial: detta är ingen riktig avräkning och ingenting betalas utifrån den.',
    draft: 'Utkast: avräkningskörningen är inte godkänd, så siffrorna kan ännu ändras.',
    details: 'Uppgifter om avräkningen',
    payer: 'Betalare',
    organiserItself: 'Välfärdsområdet',
    payee: 'Mottagare',
    businessId: 'FO-nummer',
    account: 'Mottagarens konto (IBAN)',
    period: 'Avräkningsperiod',
    run: 'Avräkningskörning',
    statement: 'Avräkningens beteckning',
    reference: 'Referens (RF)',
    paymentDay: 'Betalningsdag',
    expectedPaymentDay: 'Beräknad betalningsdag',
    summary: 'Sammandrag',
    gross: 'Tjänsternas pris sammanlagt',
    organiser: 'Välfärdsområdets andel',
    client: 'Klienternas självriskandelar',
    broughtForward: 'Överfört från tidigare avräkningar',
    payable: 'Betalas',
    carriedForward: 'Överförs till nästa avräkning',
    carriedOn: (amount) =>
      `Ingenting betalas utifrån denna avräkning, eftersom avdragen är större än det som ska betalas. Skillnaden ${amount} överförs till nästa avräkning och dras av från kommande betalningar tills den är kvittad. Ni behöver inte göra något.`,
    nothingToPay: 'Denna avräkning har inget att betala.',
    deducted: (amount) =>
      `Från det som betalas har ${amount} dragits av, ett belopp som överfördes från tidigare avräkningar.`,
    lines: 'Rader',
    noLines: 'Denna avräkning har inga rader.',
    day: 'Dag',
    voucher: 'Sedel',
    service: 'Tjänst',
    lineGross: 'Pris,\u00A0€',
    lineOrganiser: 'Områdets andel,\u00A0€',
    lineClient: 'Självrisk,\u00A0€',
    line: (id) => `Rad ${id}`,
    kinds: { service: 'Tjänst', reversal: 'Återtagande', correction: 'Rättelse' },
    answers: {
      service: (id) => `kommer i stället för rad ${id}`,
      reversal: (id) => `återtar rad ${id}`,
      correction: (id) => `rättar rad ${id}`,
    },
    vat: 'Mervärdesskatt',
    exempt: {
      rehabilitation: (amount) => `Rehabilitering ${amount}: ${HEALTH_SV}`,
      soteCentre: (amount) => `Social- och hälsocentral ${amount}: ${HEALTH_SV}`,
      housing: (amount) =>
        `Serviceboende ${amount}: mervärdesskatt 0 %. Skatt betalas inte på försäljning av socialvårdstjänster (mervärdesskattelagen 1501/1993, 37–38 §).`,
    },
    page: (number) => `Sida ${number}`,
    csv: {
      lineId: 'Radens beteckning',
      kind: 'Slag',
      programme: 'Tjänst',
      voucher: 'Sedelns nummer',
      event: 'Händelsens beteckning',
      from: 'Första dag',
      to: 'Sista dag',
      gross: 'Pris (€)',
      organiser: 'Välfärdsområdets andel (€)',
      client: 'Självriskandel (€)',
      answers: 'Rad som denna svarar på',
    },
  },
  en: {
    title: (month) => `Settlement of service vouchers, ${month}`,
    testData: 'Test data: this is not a real statement, and nothing is paid by it.',
    draft: 'Draft: the settlement run is not approved, so the figures may still change.',
    details: 'About this statement',
    payer: 'Payer',
    organiserItself: 'The wellbeing services county',
    payee: 'Payee',
    businessId: 'Business ID',
    account: "Payee's account (IBAN)",
    period: 'Settlement period',
    run: 'Settlement run',
    statement: 'Statement',
    reference: 'Reference (RF)',
    paymentDay: 'Payment day',
    expectedPaymentDay: 'Expected payment day',
    summary: 'Summary',
    gross: 'Price of the services in all',
    organiser: "The county's share",
    client: "The clients' own shares",
    broughtForward: 'Brought forward from earlier statements',
    payable: 'Paid',
    carriedForward: 'Carried forward to the next statement',
    carriedOn: (amount) =>
      `Nothing is paid by this statement, because more is to be deducted than is to be paid. The difference of ${amount} is carried forward to the next statement and deducted from payments to come until it is used up. You need to do nothing.`,
    nothingToPay: 'This statement leaves nothing to pay.',
    deducted: (amount) =>
      `What is paid has been reduced by ${amount}, which was brought forward from earlier statements.`,
    lines: 'Lines',
    noLines: 'This statement has no lines.',
    day: 'Day',
    voucher: 'Voucher',
    service: 'Service',
    lineGross: 'Price,\u00A0€',
    lineOrganiser: "County's share,\u00A0€",
    lineClient: 'Own share,\u00A0€',
    line: (id) => `Line ${id}`,
    kinds: { service: 'Service', reversal: 'Reversal', correction: 'Correction' },
    answers: {
      service: (id) => `takes the place of line ${id}`,
      reversal: (id) => `takes back line ${id}`,
      correction: (id) => `corrects line ${id}`,
    },
    vat: 'Value added tax',
    exempt: {
      rehabilitation: (amount) => `Rehabilitation ${amount}: ${HEALTH_EN}`,
      soteCentre: (amount) => `Health and social centre ${amount}: ${HEALTH_EN}`,
      housing: (amount) =>
        `Service housing ${amount}: VAT 0%. No tax is paid on the sale of social welfare services (Value Added Tax Act 1501/1993, sections 37–38).`,
    },
    page: (number) => `Page ${number}`,
    csv: {
      lineId: 'Line',
      kind: 'Kind',
      programme: 'Service',
      voucher: 'Voucher number',
      event: 'Event',
      from: 'First day',
      to: 'Last day',
      gross: 'Price (€)',
      organiser: "The county's share (€)",
      client: 'Own share (€)',
      answers: 'Line that this one answers',
    },
  },
} as const satisfies Readonly<Record<Language, Words>>;
