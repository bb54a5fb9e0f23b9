import type { CalendarDate, Month } from '#shared/domain/calendar';
import type { Message } from '#shared/persistence/notifications';

/** What a mail says. It names neither the service nor the person: a mailbox is not a place for health information. */
export interface Text {
  readonly subject: string;
  readonly text: string;
}

interface Words {
  readonly expiring: (lastDay: string, number: string) => Text;
  readonly statement: (period: string) => Text;
  readonly date: (date: CalendarDate) => string;
  readonly month: (month: Month) => string;
}

const whole = (text: string) => String(Number(text));
const dotted = (date: CalendarDate) => `${whole(date.slice(8))}.${whole(date.slice(5, 7))}.${date.slice(0, 4)}`;
const slashed = (month: Month) => `${whole(month.slice(5))}/${month.slice(0, 4)}`;
const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const inEnglish = (month: Month) => `${MONTHS[Number(month.slice(5, 7)) - 1] ?? ''} ${month.slice(0, 4)}`;

const FI: Words = {
  date: dotted,
  month: slashed,
  expiring: (lastDay, number) => ({
    subject: `Palvelusetelisi viimeinen voimassaolopäivä on ${lastDay}`,
    text: `Hei,

palvelusetelisi (numeron loppu ${number}) on voimassa vielä ${lastDay} saakka.
Jos tarvitset lisää aikaa, ota yhteyttä asiakasohjaajaasi ennen sitä.

Tähän viestiin ei voi vastata.
`,
  }),
  statement: (period) => ({
    subject: `Tilitys ${period} on valmis`,
    text: `Hei,

kuukauden ${period} tilityksenne on hyväksytty maksettavaksi. Erittely on nähtävissä palvelussa.

Tähän viestiin ei voi vastata.
`,
  }),
};

const SV: Words = {
  date: dotted,
  month: slashed,
  expiring: (lastDay, number) => ({
    subject: `Din servicesedel gäller till och med ${lastDay}`,
    text: `Hej,

din servicesedel (numret slutar på ${number}) gäller ännu till och med ${lastDay}.
Om du behöver mer tid, kontakta din klienthandledare före det.

Det går inte att svara på detta meddelande.
`,
  }),
  statement: (period) => ({
    subject: `Avräkningen ${period} är klar`,
    text: `Hej,

er avräkning för ${period} har godkänts för betalning. Specifikationen finns i tjänsten.

Det går inte att svara på detta meddelande.
`,
  }),
};

const EN: Words = {
  date: (date) => `${whole(date.slice(8))} ${inEnglish(date)}`,
  month: inEnglish,
  expiring: (lastDay, number) => ({
    subject: `Your service voucher is valid until ${lastDay}`,
    text: `Hello,

your service voucher (its number ends in ${number}) is still valid until ${lastDay}.
If you need more time, please contact your case coordinator before then.

This message cannot be answered.
`,
  }),
  statement: (period) => ({
    subject: `The settlement of ${period} is ready`,
    text: `Hello,

your settlement of ${period} has been approved for payment. The details can be seen in the service.

This message cannot be answered.
`,
  }),
};

const LANGUAGES: Readonly<Record<string, Words>> = { fi: FI, sv: SV, en: EN };

/** The message in the reader's language; who reads another than these three is written to in English. */
export const textOf = (message: Message, language: string): Text => {
  const words = LANGUAGES[language] ?? EN;
  if (message.kind === 'statement') return words.statement(words.month(message.about.period));
  return words.expiring(words.date(message.about.lastDay), message.about.number.slice(-4));
};
