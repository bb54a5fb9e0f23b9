/**
 * Works every line of an exported settlement run out again from its explanation alone:
 *
 *   npm run explain:verify -- FILE
 *
 * FILE is what GET /v1/settlement-runs/{id}/export answers. This script shares no code with the system that made the
 * file and needs nothing but Node, so that whoever pays or is paid can check the sums without trusting either. It reads
 * the file row by row, whatever its size. It ends with 0 and the number of lines, with 1 and the first thing that
 * differs, or with 2 where the file cannot be read as such an export.
 */
import { createHash } from 'node:crypto';
import { createReadStream, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FORMAT = 'valinta-settlement-run';
const VERSION = 2;

/** The first thing that is not as it should be, and where. */
export class Differs extends Error {
  constructor(what, expected, found) {
    super(`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
  }
}
/** The file is no export that this script understands. */
class Unreadable extends Error {}

/** Says of a difference what it is about; whatever else goes wrong with a row is a difference of that row. */
const about = (what, work) => {
  try {
    return work();
  } catch (fault) {
    if (!(fault instanceof Differs)) throw new Differs(what, 'a row that can be worked out', fault.message);
    fault.message = `${what}: ${fault.message}`;
    throw fault;
  }
};

const same = (what, expected, found) => {
  if (found !== expected) throw new Differs(what, expected, found);
};
const holds = (condition, what, expected, found) => {
  if (!condition) throw new Differs(what, expected, found);
};

// Whole cents and whole days.

const whole = (what, value) => {
  holds(Number.isSafeInteger(value), what, 'a whole number', value);
  return value;
};
const sum = (numbers) => whole('a sum', Number(numbers.reduce((total, number) => total + BigInt(number), 0n)));
const times = (a, b) => whole('a product', Number(BigInt(a) * BigInt(b)));
/** amount × numerator ÷ denominator, rounded half up. */
const ratio = (amount, numerator, denominator) => {
  holds(denominator > 0, 'a divisor', 'more than 0', denominator);
  const doubled = 2n * BigInt(amount) * BigInt(numerator) + BigInt(denominator);
  const divisor = 2n * BigInt(denominator);
  const rest = ((doubled % divisor) + divisor) % divisor;
  return whole('a quotient', Number((doubled - rest) / divisor));
};
/** Per cents have at most two decimals. */
const percentOf = (amount, percent) => ratio(amount, Math.round(percent * 100), 10_000);

const daysIn = (month) => new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0)).getUTCDate();

/** `1-3 8` is 1, 2, 3, 8. */
const numbersOf = (what, text) =>
  text === ''
    ? []
    : text.split(' ').flatMap((range) => {
        const [, from, to = from] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(range) ?? [];
        holds(from !== undefined && Number(from) <= Number(to), what, 'numbers and ranges', text);
        return Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => Number(from) + index);
      });

// What a step says. An input that is missing or of another kind is a difference too.

const int = (inputs, name) => whole(name, inputs[name]);
const count = (inputs, name) => {
  const found = int(inputs, name);
  holds(found >= 0, name, 'at least 0', found);
  return found;
};
const orNull = (inputs, name) => (inputs[name] === null ? null : int(inputs, name));
const percent = (inputs, name) => {
  const found = inputs[name];
  holds(typeof found === 'number' && found >= 0 && found <= 100, name, 'a per cent', found);
  return found;
};
const text = (inputs, name) => {
  holds(typeof inputs[name] === 'string', name, 'a text', inputs[name]);
  return inputs[name];
};
const flag = (inputs, name) => {
  holds(typeof inputs[name] === 'boolean', name, 'true or false', inputs[name]);
  return inputs[name];
};

/** The one input that need not be whole. */
const hours = ({ cancelledHoursBefore: found }) => {
  holds(typeof found === 'number', 'cancelledHoursBefore', 'hours', found);
  return found;
};

const isCovered = (i, age) => {
  const under = orNull(i, 'fullCoverageUnderAge');
  return flag(i, 'freeOfCharge') || text(i, 'valueBasis') === 'fullCoverage' || (under !== null && age < under);
};

/** The days that a step names, one by one. */
const namedDays = (i, line) => {
  const days = numbersOf('daysOfMonth', text(i, 'daysOfMonth'));
  const month = line.from.slice(0, 7);
  holds(
    days.length > 0 && days.at(-1) <= daysIn(month) && days.every((day, at) => day > (at === 0 ? 0 : days[at - 1])),
    'daysOfMonth',
    `days of ${month} in order`,
    i.daysOfMonth,
  );
  return days;
};

/** The days that a step counts: named one by one, and as many as it says. */
const countedDays = (i, line) => {
  const days = namedDays(i, line);
  same('days', days.length, int(i, 'days'));
  return days;
};

const housingDays = (i, line) => {
  const days = countedDays(i, line);
  const dateOf = (day) => `${line.from.slice(0, 7)}-${String(day).padStart(2, '0')}`;
  same('from', dateOf(days[0]), text(i, 'from'));
  same('to', dateOf(days.at(-1)), text(i, 'to'));
  return days;
};

/** The days over which a line goes are those that its steps count, each counted once. */
const coversLine = (line, days) => {
  const inOrder = days.toSorted((a, b) => a - b);
  same('days that are counted', new Set(days).size, days.length);
  same('from', inOrder[0], Number(line.from.slice(8)));
  same('to', inOrder.at(-1), Number(line.to.slice(8)));
};

const presentOrAbsent = (i, line) => {
  same('dayCents', percentOf(count(i, 'unitPriceCents'), percent(i, 'providerPercent')), int(i, 'dayCents'));
  return times(housingDays(i, line).length, i.dayCents);
};

const splitByDays = (totalName) => (i) => {
  const wholeCents = int(i, 'wholeCents');
  const total = count(i, totalName);
  const earlier = numbersOf('earlierDays', text(i, 'earlierDays'));
  const toldDays = sum([...earlier, count(i, 'days')]);
  // Nobody takes more than those before have left.
  const take = (left, days) => Math.min(left, ratio(wholeCents, days, total));
  const left = earlier.reduce((cents, days) => cents - take(cents, days), wholeCents);
  if (flag(i, 'takesRemainder')) {
    same(totalName, toldDays, total);
    return left;
  }
  holds(toldDays < total, totalName, `more than ${toldDays}`, total);
  return take(left, i.days);
};

const awayFromFee = (i, line) => {
  const month = line.from.slice(0, 7);
  same('daysInMonth', daysIn(month), int(i, 'daysInMonth'));
  same('dayFeeCents', ratio(int(i, 'feeCents'), 1, i.daysInMonth), int(i, 'dayFeeCents'));
  const charged = count(i, 'chargedLeaveDays');
  const leave = numbersOf('daysOfLeave', text(i, 'daysOfLeave'));
  const other = count(i, 'hospitalDays') + count(i, 'organiserDays');
  same('freeDays', leave.filter((number) => number > charged).length + other, int(i, 'freeDays'));
  holds(leave.length + other <= count(i, 'days'), 'days', `at least ${leave.length + other}`, i.days);
  holds(count(i, 'awayDays') <= i.daysInMonth, 'awayDays', `at most ${i.daysInMonth}`, i.awayDays);
  same('monthAway', i.awayDays === i.daysInMonth, flag(i, 'monthAway'));
  return leave.length + other;
};

/** Each rule's own arithmetic: what it comes to by its inputs. A rule that is not here is not understood. */
const RULES = {
  organiserPaysWholePrice: (i, line) => {
    const age = int(i, 'days' in i ? 'ageOnLastDay' : 'ageOnServiceDate');
    holds(isCovered(i, age), 'freeOfCharge', 'a ground to pay the whole price', i.freeOfCharge);
    return 'days' in i ? times(housingDays(i, line).length, int(i, 'dayCents')) : int(i, 'priceCents');
  },
  organiserPaysLesserOfPriceAndValue: (i, line) => {
    if (!('days' in i)) return Math.min(int(i, 'priceCents'), int(i, 'unitValueCents'));
    const value = Math.max(int(i, 'versionValueCents'), orNull(i, 'raisedValueCents') ?? 0);
    same('unitValueCents', value, int(i, 'unitValueCents'));
    return times(housingDays(i, line).length, Math.min(int(i, 'dayCents'), value));
  },
  raisedValueReplacesUnitValue: (i) => {
    const raised = int(i, 'raisedValueCents');
    holds(raised >= int(i, 'versionValueCents'), 'raisedValueCents', `at least ${i.versionValueCents}`, raised);
    return raised;
  },
  clientPaysTheRest: (i) => int(i, 'priceCents') - int(i, 'organiserCents'),

  cancelledInTime: (i) => {
    const before = hours(i);
    holds(before >= count(i, 'freeHours'), 'cancelledHoursBefore', `at least ${i.freeHours}`, before);
    return 0;
  },
  noFeeFromMinors: (i) => {
    holds(int(i, 'ageOnServiceDate') < int(i, 'fromAge'), 'ageOnServiceDate', `below ${i.fromAge}`, i.ageOnServiceDate);
    return 0;
  },
  clientPaysLesserOfPriceAndNoShowMax: (i) => {
    const before = hours(i);
    holds(before < count(i, 'freeHours'), 'cancelledHoursBefore', `below ${i.freeHours}`, before);
    return Math.min(int(i, 'priceCents'), orNull(i, 'noShowMaxCents') ?? 0);
  },

  presentDaysAtAgreedPrice: (i, line) => {
    same('providerPercent', 100, i.providerPercent);
    return presentOrAbsent(i, line);
  },
  absenceDaysAtProviderPercent: (i, line) => {
    const from = orNull(i, 'ruleFromDay');
    const to = orNull(i, 'ruleToDay') ?? Infinity;
    const away = numbersOf('daysOfAbsence', text(i, 'daysOfAbsence'));
    same('daysOfAbsence', int(i, 'days'), away.length);
    if (from === null) same('providerPercent', 0, i.providerPercent);
    else
      holds(
        away.every((number) => from <= number && number <= to),
        'daysOfAbsence',
        `days ${from} to ${to}`,
        i.daysOfAbsence,
      );
    return presentOrAbsent(i, line);
  },

  incomeAfterDeductions: (i) => {
    const housing = Math.max(0, int(i, 'housingCostCents') - int(i, 'housingAllowanceCents'));
    const deductions = sum([housing, int(i, 'medicineCents'), int(i, 'otherDeductionsCents')]);
    return Math.max(0, int(i, 'netMonthlyIncomeCents') - deductions);
  },
  shareOfOwnIncome: (i) => percentOf(int(i, 'incomeAfterDeductionsCents'), percent(i, 'maxFeePercent')),
  incomeOverMinimumDisposable: (i) =>
    Math.max(0, int(i, 'incomeAfterDeductionsCents') - int(i, 'minimumDisposableCents')),
  spouseIncomeAfterDeductions: (i) => Math.max(0, int(i, 'netMonthlyIncomeCents') - int(i, 'deductionsCents')),
  shareOfJointIncome: (i) =>
    percentOf(sum([int(i, 'incomeAfterDeductionsCents'), int(i, 'spouseIncomeCents')]), percent(i, 'spousePercent')),
  monthlyFeeIsTheSmallestLimit: (i) => {
    const joint = orNull(i, 'shareOfJointIncomeCents');
    const limits = [int(i, 'shareOfOwnIncomeCents'), int(i, 'overMinimumCents'), ...(joint === null ? [] : [joint])];
    same('limits', limits.length, i.limits);
    return Math.min(...limits);
  },
  monthlyFeeByDaysOfResidence: (i, line) => {
    same('daysInMonth', daysIn(line.from), int(i, 'daysInMonth'));
    holds(count(i, 'residenceDays') <= i.daysInMonth, 'residenceDays', `at most ${i.daysInMonth}`, i.residenceDays);
    return ratio(int(i, 'feeCents'), i.residenceDays, i.daysInMonth);
  },
  feeSplitByDaysOverProviders: splitByDays('residenceDays'),
  dayShareFallsAwayForAbsence: (i, line) => {
    awayFromFee(i, line);
    same('monthAway', false, i.monthAway);
    return Math.max(0, int(i, 'shareCents') - times(i.freeDays, i.dayFeeCents));
  },
  wholeMonthAwayNoFee: (i, line) => {
    awayFromFee(i, line);
    same('monthAway', true, i.monthAway);
    return 0;
  },
  raisedValueOfDaysUnderFee: (i, line) =>
    times(housingDays(i, line).length, Math.min(int(i, 'dayCents'), int(i, 'raisedValueCents'))),
  clientPaysFeeUpToThePrice: (i) => Math.min(int(i, 'feeCents'), int(i, 'grossCents') - int(i, 'raisedCents')),
  grossIsOrganiserPlusClient: (i) => sum([int(i, 'organiserCents'), int(i, 'clientCents')]),

  capitationMonth: (i, line) => {
    const annual = int(i, 'annualCents');
    const month = Number(line.from.slice(5, 7));
    same('monthOfYear', month, i.monthOfYear);
    holds(int(i, 'centres') > 0, 'centres', 'at least 1', i.centres);
    const age = count(i, 'ageOnFirst');
    const [from, to] = [orNull(i, 'bandFromAge'), orNull(i, 'bandToAge') ?? Infinity];
    if (from === null) same('annualCents', 0, annual);
    else {
      holds(from <= age && age <= to, 'ageOnFirst', `from ${from} to ${to}`, age);
      if (i.bandArea !== null) same('bandArea', i.area, i.bandArea);
    }
    return ratio(annual, month, 12) - ratio(annual, month - 1, 12);
  },
  byDaysOfResponsibility: (i, line) => {
    same('daysInMonth', daysIn(line.from), int(i, 'daysInMonth'));
    const days = count(i, 'responsibleDays');
    holds(days < i.daysInMonth, 'responsibleDays', `below ${i.daysInMonth}`, days);
    return ratio(int(i, 'monthCents'), days, i.daysInMonth);
  },
  splitByDaysOverCentres: (i, line) => {
    countedDays(i, line);
    return splitByDays('responsibleDays')(i);
  },
  sumOfPartsOfTheMonth: (i) => sum(Object.keys(i).map((name) => int(i, name))),

  takesBackTheLine: (i) => 0 - int(i, 'grossCents'),
  evensTheBooks: (i) => {
    const uneven = int(i, 'settledCents') - int(i, 'postedCents') - int(i, 'evenedCents');
    same('trueUpCents', uneven, int(i, 'trueUpCents'));
    return 0;
  },
};

export const KNOWN_RULES = Object.keys(RULES);

// How the steps of a line hang together.

/** Takes a line's steps one by one: each has to be of the rule that comes next and to come to what it says. */
const walk = (line) => {
  holds(Array.isArray(line.steps) && line.steps.length > 0, 'steps', 'at least one', line.steps);
  let at = 0;
  const inStep = (work) => about(`step ${at + 1} (${line.steps[at]?.rule})`, work);
  const isAt = (...rules) => rules.includes(line.steps[at]?.rule);
  return {
    isAt,
    peek: (name) => line.steps[at]?.inputs?.[name],
    /** `links` are inputs that steps before it, or the line, have already fixed. */
    take: (rules, links = {}) =>
      inStep(() => {
        const step = line.steps[at];
        holds(step !== undefined, 'rule', rules.join(' or '), undefined);
        holds(Object.hasOwn(RULES, step.rule), 'rule', 'one that is known', step.rule);
        holds(isAt(...rules), 'rule', rules.join(' or '), step.rule);
        const inputs = step.inputs ?? {};
        for (const [name, expected] of Object.entries(links)) same(name, expected, inputs[name]);
        same('resultCents', RULES[step.rule](inputs, line), step.resultCents);
        at += 1;
        return { rule: step.rule, inputs, cents: step.resultCents };
      }),
    isDone: () =>
      inStep(() => {
        if (at < line.steps.length) throw new Differs('rule', 'none', line.steps[at].rule);
      }),
  };
};

const amountsOf = (organiserCents, clientCents) => ({
  grossCents: sum([organiserCents, clientCents]),
  organiserCents,
  clientCents,
});

const reversal = (steps, line) => {
  const { inputs } = steps.take(['takesBackTheLine'], { line: line.answers });
  holds(line.id.endsWith(`${line.answers}-reversal`), 'id', `…${line.answers}-reversal`, line.id);
  return amountsOf(0 - int(inputs, 'organiserCents'), 0 - int(inputs, 'clientCents'));
};

const nothing = (steps) => {
  steps.take(['evensTheBooks']);
  return amountsOf(0, 0);
};

const NO_SHOW = ['cancelledInTime', 'noFeeFromMinors', 'clientPaysLesserOfPriceAndNoShowMax'];
const visit = (steps, line) => {
  same('to', line.from, line.to);
  if (steps.isAt(...NO_SHOW)) return amountsOf(0, steps.take(NO_SHOW).cents);
  const raised = steps.isAt('raisedValueReplacesUnitValue') ? steps.take(['raisedValueReplacesUnitValue']) : undefined;
  const paid = steps.take(
    raised === undefined
      ? ['organiserPaysWholePrice', 'organiserPaysLesserOfPriceAndValue']
      : ['organiserPaysLesserOfPriceAndValue'],
    raised === undefined ? {} : { unitValueCents: raised.cents },
  );
  const rest = steps.take(['clientPaysTheRest'], { priceCents: paid.inputs.priceCents, organiserCents: paid.cents });
  return amountsOf(paid.cents, rest.cents);
};

/** The month's fee of one income decision, as far as it falls to this line. */
const feeOfDecision = (steps) => {
  const income = steps.take(['incomeAfterDeductions']).cents;
  const own = steps.take(['shareOfOwnIncome'], { incomeAfterDeductionsCents: income });
  const over = steps.take(['incomeOverMinimumDisposable'], { incomeAfterDeductionsCents: income });
  let joint = null;
  if (steps.isAt('spouseIncomeAfterDeductions')) {
    const spouse = steps.take(['spouseIncomeAfterDeductions']).cents;
    const links = { incomeAfterDeductionsCents: income, spouseIncomeCents: spouse };
    // Only where the client's income is the larger one (734/1992 7 c § 5 mom.).
    if (income > spouse) joint = steps.take(['shareOfJointIncome'], links).cents;
  }
  const limits = { shareOfOwnIncomeCents: own.cents, overMinimumCents: over.cents, shareOfJointIncomeCents: joint };
  const fee = steps.take(['monthlyFeeIsTheSmallestLimit'], limits).cents;
  const byDays = steps.take(['monthlyFeeByDaysOfResidence'], { feeCents: fee });
  const { residenceDays } = byDays.inputs;
  const split = steps.isAt('feeSplitByDaysOverProviders')
    ? steps.take(['feeSplitByDaysOverProviders'], { wholeCents: byDays.cents, residenceDays })
    : undefined;
  const share = { cents: split?.cents ?? byDays.cents, days: split?.inputs.days ?? residenceDays };
  const AWAY = ['dayShareFallsAwayForAbsence', 'wholeMonthAwayNoFee'];
  if (!steps.isAt(...AWAY)) return { ...share, away: 0, monthAwayDays: null };
  const away = steps.take(AWAY, { shareCents: share.cents, days: share.days, feeCents: fee });
  const { daysOfLeave, hospitalDays, organiserDays, awayDays } = away.inputs;
  const days = numbersOf('daysOfLeave', daysOfLeave).length + hospitalDays + organiserDays;
  return { cents: away.cents, days: share.days, away: days, monthAwayDays: awayDays };
};

const PROVIDER = ['presentDaysAtAgreedPrice', 'absenceDaysAtProviderPercent'];
const ORGANISER = ['organiserPaysWholePrice', 'organiserPaysLesserOfPriceAndValue'];

const housing = (steps, line) => {
  const groups = [];
  while (steps.isAt(...PROVIDER)) {
    const { rule, inputs, cents } = steps.take(PROVIDER);
    groups.push({ inputs, cents, days: inputs.days, isAway: rule === PROVIDER[1], isMet: false });
  }
  coversLine(
    line,
    groups.flatMap(({ inputs }) => numbersOf('daysOfMonth', inputs.daysOfMonth)),
  );

  /** Takes a step that speaks of days told before, each of which is spoken of once. */
  const takeOfGroup = (rules) => {
    const group = groups.find(({ inputs, isMet }) => !isMet && inputs.from === steps.peek('from'));
    const { from = 'the first of days told before', to, daysOfMonth, days, dayCents } = group?.inputs ?? {};
    const { cents } = steps.take(rules, { from, to, daysOfMonth, days, dayCents });
    group.isMet = true;
    return cents;
  };
  let organiser = 0;
  while (steps.isAt(...ORGANISER)) organiser = sum([organiser, takeOfGroup(ORGANISER)]);
  const underFee = groups.filter(({ isMet }) => !isMet);
  const fees = [];
  while (steps.isAt('incomeAfterDeductions')) fees.push(feeOfDecision(steps));
  const total = (items, field) => sum(items.map((item) => item[field]));
  const away = (items) => sum(items.map(({ isAway, days }) => (isAway ? days : 0)));
  same('days under a fee', total(underFee, 'days'), total(fees, 'days'));
  same('days away under a fee', away(underFee), total(fees, 'away'));
  for (const { monthAwayDays } of fees)
    holds((monthAwayDays ?? Infinity) >= away(groups), 'awayDays', `at least ${away(groups)}`, monthAwayDays);

  let raisedCents = 0;
  const RAISED = ['raisedValueOfDaysUnderFee'];
  while (steps.isAt(...RAISED)) raisedCents = sum([raisedCents, takeOfGroup(RAISED)]);
  let client = 0;
  if (underFee.length > 0) {
    const links = { feeCents: total(fees, 'cents'), grossCents: total(underFee, 'cents'), raisedCents };
    client = steps.take(['clientPaysFeeUpToThePrice'], links).cents;
    organiser = sum([organiser, links.grossCents, 0 - client]);
  }
  const clientCents = sum([total(groups, 'cents'), 0 - organiser]);
  steps.take(['grossIsOrganiserPlusClient'], { organiserCents: organiser, clientCents });
  return amountsOf(organiser, clientCents);
};

/** The days of the only centre of a month follow each other, unless they are named. */
const daysOfOneCentre = (i, line, responsibleDays) => {
  const first = Number(line.from.slice(8));
  if (i.daysOfMonth === undefined) return Array.from({ length: responsibleDays }, (_, index) => first + index);
  const named = namedDays(i, line);
  same('responsibleDays', named.length, responsibleDays);
  return named;
};

const capitation = (steps, line) => {
  const parts = [];
  const days = [];
  while (steps.isAt('capitationMonth')) {
    const month = steps.take(['capitationMonth']);
    const byDays = steps.isAt('byDaysOfResponsibility')
      ? steps.take(['byDaysOfResponsibility'], { monthCents: month.cents })
      : undefined;
    const responsibleDays = byDays?.inputs.responsibleDays ?? daysIn(line.from);
    const wholeCents = byDays?.cents ?? month.cents;
    const { centres } = month.inputs;
    const split = centres > 1 ? steps.take(['splitByDaysOverCentres'], { wholeCents, responsibleDays }) : undefined;
    if (split !== undefined) {
      const earlier = numbersOf('earlierDays', split.inputs.earlierDays).length;
      holds(earlier < centres, 'centres', `more than ${earlier}`, centres);
      same('takesRemainder', earlier === centres - 1, split.inputs.takesRemainder);
    }
    parts.push(split?.cents ?? wholeCents);
    days.push(
      ...(split === undefined
        ? daysOfOneCentre(month.inputs, line, responsibleDays)
        : numbersOf('daysOfMonth', split.inputs.daysOfMonth)),
    );
  }
  coversLine(line, days);
  if (parts.length > 1) {
    const links = Object.fromEntries(parts.map((cents, index) => [`part${index + 1}Cents`, cents]));
    steps.take(['sumOfPartsOfTheMonth'], links);
  }
  return amountsOf(sum(parts), 0);
};

const kindOf = (steps, line) => {
  if (line.kind === 'reversal') return reversal;
  if (steps.isAt('evensTheBooks')) return nothing;
  if (steps.isAt('capitationMonth')) return capitation;
  return steps.isAt(...PROVIDER) ? housing : visit;
};

const AMOUNTS = ['grossCents', 'organiserCents', 'clientCents'];

/** Works one line out from its steps. @throws Differs at the first step, or amount, that is not what it should be. */
export const verifyLine = (line) => {
  for (const name of ['from', 'to']) holds(/^\d{4}-\d{2}-\d{2}$/.test(line[name]), name, 'a day', line[name]);
  same('month of to', line.from.slice(0, 7), line.to.slice(0, 7));
  const steps = walk(line);
  const amounts = kindOf(steps, line)(steps, line);
  steps.isDone();
  for (const name of AMOUNTS) same(name, amounts[name], line[name]);
};

// The file: a header, statements with their lines, a footer.

const hashed = (row, names, more) => JSON.stringify([row.row, ...names.map((name) => row[name]), ...more]);
const WHOSE = ['municipalityCode', 'segment'];
const lineText = (line) =>
  hashed(
    line,
    ['id', 'kind', 'voucherId', 'programmeId', 'from', 'to', ...AMOUNTS, 'answers', ...WHOSE, 'trueUpCents'],
    line.trueUpElsewhere.flatMap(({ municipalityCode, cents }) => [municipalityCode, cents]),
  );
const BALANCE = ['broughtForwardCents', 'payableCents', 'carriedForwardCents'];
const statementText = ({ payee, ...statement }) =>
  hashed(
    { ...statement, payeeName: payee.name, payeeIban: payee.iban },
    [
      ...['id', 'runId', 'period', 'providerId', 'payeeName', 'payeeIban', 'reference', 'lines'],
      ...[...AMOUNTS, ...BALANCE, 'linesHash'],
    ],
    statement.costs.flatMap((cost) => [...COST, 'lines', ...AMOUNTS].map((name) => cost[name])),
  );

/** What lines cost whom: by programme, payer, segment and month of service. */
const COST = ['programmeId', ...WHOSE, 'month'];
const costing = () => {
  const costs = new Map();
  const nameOf = (row) => JSON.stringify(COST.map((name) => row[name]));
  return {
    add: (line) => {
      const name = nameOf({ ...line, month: line.from.slice(0, 7) });
      if (!costs.has(name)) costs.set(name, summing(['lines', ...AMOUNTS]));
      costs.get(name).add({ ...line, lines: 1 });
    },
    verify: (told) => {
      for (const cost of told)
        for (const name of ['lines', ...AMOUNTS])
          same(`costs.${name}`, costs.get(nameOf(cost))?.sums[name], cost[name]);
      same('costs', new Set(told.map(nameOf)).size, told.length);
      same('costs', costs.size, told.length);
    },
  };
};

/** A hash over rows joined by newlines, told one by one. */
const rowsHash = () => {
  const hash = createHash('sha256');
  let isFirst = true;
  return {
    add: (row) => {
      hash.update(isFirst ? row : `\n${row}`);
      isFirst = false;
    },
    digest: () => hash.digest('hex'),
  };
};

const summing = (names) => {
  const sums = Object.fromEntries(names.map((name) => [name, 0]));
  return {
    sums,
    add: (row) => {
      for (const name of names) sums[name] = sum([sums[name], int(row, name)]);
    },
  };
};

/** Takes the rows of a file in turn. */
export const verifier = () => {
  const runHash = rowsHash();
  const run = summing(['statements', 'lines', ...AMOUNTS, ...BALANCE]);
  let header;
  let sheet;
  let isOver = false;

  const closeStatement = () => {
    if (sheet !== undefined) about(`statement ${sheet.statement.id}`, () => sumUp(sheet));
    sheet = undefined;
  };
  const sumUp = ({ statement, lines, costs, hash }) => {
    for (const [name, expected] of Object.entries(lines.sums)) same(name, expected, statement[name]);
    holds(
      int(statement, 'broughtForwardCents') <= 0,
      'broughtForwardCents',
      'at most 0',
      statement.broughtForwardCents,
    );
    const balance = sum([statement.organiserCents, statement.broughtForwardCents]);
    same('payableCents', Math.max(0, balance), statement.payableCents);
    same('carriedForwardCents', Math.min(0, balance), statement.carriedForwardCents);
    costs.verify(statement.costs);
    same('linesHash', hash.digest(), statement.linesHash);
    runHash.add(statementText(statement));
    run.add({ ...statement, statements: 1 });
  };
  const inOrder = (before, id) => holds(before === undefined || before < id, 'id', `after ${before}`, id);

  let lastStatement;
  const take = {
    statement: (row) => {
      inOrder(lastStatement, row.id);
      lastStatement = row.id;
      same('runId', header.runId, row.runId);
      same('period', header.period, row.period);
      const lines = summing(['lines', ...AMOUNTS]);
      sheet = { statement: row, lines, costs: costing(), hash: rowsHash(), last: undefined };
    },
    line: (row) => {
      holds(sheet !== undefined, 'row', 'a statement before its lines', 'line');
      inOrder(sheet.last, row.id);
      sheet.last = row.id;
      verifyLine(row);
      sheet.lines.add({ ...row, lines: 1 });
      sheet.costs.add(row);
      sheet.hash.add(lineText(row));
    },
    footer: (row) => {
      for (const [name, expected] of Object.entries(run.sums)) {
        same(name, expected, row[name]);
        same(`totals.${name}`, expected, header.totals?.[name]);
      }
      same('hash', runHash.digest(), header.hash);
      isOver = true;
    },
  };

  return {
    row: (row) => {
      if (header === undefined) {
        if (row?.row !== 'header' || row.format !== FORMAT || row.version !== VERSION)
          throw new Unreadable(`the file is no export of a settlement run (${FORMAT}, version ${VERSION})`);
        header = row;
        return;
      }
      if (row?.row !== 'line') closeStatement();
      about(`${row?.row} ${row?.id ?? ''}`.trim(), () => {
        holds(!isOver, 'row', 'none after the footer', row?.row);
        holds(Object.hasOwn(take, row?.row), 'row', 'statement, line or footer', row?.row);
        take[row.row](row);
      });
    },
    end: () => {
      if (header === undefined) throw new Unreadable('the file is empty');
      if (!isOver) throw new Differs('the last row', 'a footer', 'the end of the file');
      return { lines: run.sums.lines, runId: header.runId, hash: header.hash };
    },
  };
};

/** The rows of a file, read as they come; lines end with a newline and with nothing else. */
async function* rowsOf(file) {
  let rest = [];
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    let from = 0;
    for (let to = chunk.indexOf(10); to !== -1; to = chunk.indexOf(10, from)) {
      const row = chunk.subarray(from, to);
      yield rest.length === 0 ? row.toString('utf8') : Buffer.concat([...rest, row]).toString('utf8');
      rest = [];
      from = to + 1;
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
  }
  if (rest.length > 0) yield Buffer.concat(rest).toString('utf8');
}

const parsed = (text, number) => {
  try {
    return JSON.parse(text);
  } catch {
    throw number === 1
      ? new Unreadable('the file is not JSON, row by row')
      : new Differs(`row ${number}`, 'JSON', text.slice(0, 80));
  }
};

const verifyFile = async (file) => {
  const run = verifier();
  let number = 0;
  for await (const text of rowsOf(file)) {
    number += 1;
    run.row(parsed(text, number));
  }
  return run.end();
};

const main = async (file) => {
  if (file === undefined) throw new Unreadable('usage: npm run explain:verify -- FILE');
  const { lines, runId, hash } = await verifyFile(file);
  process.stdout.write(`${lines} lines verified\n${runId}, hash ${hash}\n`);
};

const isProgram = process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url);
if (isProgram) {
  main(process.argv[2]).catch((fault) => {
    process.stderr.write(`${fault.message}\n`);
    process.exitCode = fault instanceof Differs ? 1 : 2;
  });
}
