import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PricingStep } from '#shared/domain/pricing/pricing';
import { monthLines } from '#shared/domain/settlement/month-lines';
import { SLACK } from './slack.ts';
import { capitationMonths, housingMonths, linesOfNothing, noShows, reversals, visits } from './stories.ts';
import { faultOf, KNOWN_RULES, type ExplainedLine } from './verifier.ts';

const KINDS = [
  ['a visit', visits],
  ['a missed visit', noShows],
  ['a month of housing', housingMonths],
  ['a month of a centre', capitationMonths],
  ['a line that takes another back', reversals],
  ['a line of nothing', linesOfNothing],
] as const;

/** A place in a line where a number stands, and the line with another in its place. */
interface Place {
  readonly name: string;
  readonly number: number;
  readonly step?: PricingStep;
  readonly input?: string;
  readonly put: (number: number) => ExplainedLine;
}

const AMOUNTS = ['grossCents', 'organiserCents', 'clientCents'] as const;

const placesIn = (line: ExplainedLine): Place[] => {
  const withStep = (at: number, step: PricingStep): ExplainedLine => ({ ...line, steps: line.steps.with(at, step) });
  return [
    ...AMOUNTS.map((name): Place => ({ name, number: line[name], put: (number) => ({ ...line, [name]: number }) })),
    ...line.steps.flatMap((step, at): Place[] => [
      {
        name: `${step.rule}.resultCents`,
        number: step.resultCents,
        put: (resultCents) => withStep(at, { ...step, resultCents }),
      },
      ...Object.entries(step.inputs).flatMap(([input, number]): Place[] =>
        typeof number === 'number'
          ? [
              {
                name: `${step.rule}.${input}`,
                number,
                step,
                input,
                put: (other) => withStep(at, { ...step, inputs: { ...step.inputs, [input]: other } }),
              },
            ]
          : [],
      ),
    ]),
  ];
};

/** Whether the domain itself says that another number there changes nothing. */
const changesNothing = ({ step, input }: Place, other: number): boolean => {
  if (step === undefined || input === undefined) return false;
  // What cannot stand there at all, the domain would not reckon with either.
  const isPercent = input.endsWith('Percent') && other >= 0 && other <= 100;
  if (!isPercent && !Number.isSafeInteger(other) && input !== 'cancelledHoursBefore') return false;
  return SLACK[step.rule]?.[input]?.({ ...step.inputs, [input]: other }, step.inputs) === true;
};

const others = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.integer({ min: -100_000, max: 100_000 }),
  fc.constantFrom(0.5, -0.25, 1e-9, 1e20),
);

describe.each(KINDS)('%s', (_what, kind) => {
  it('is worked out again from its steps alone', () => {
    fc.assert(
      fc.property(kind, (lines) => {
        expect(lines.map(faultOf)).toEqual(lines.map(() => undefined));
      }),
      { numRuns: 400 },
    );
  });

  it('is not accepted with any other number in it, unless that number changes nothing', () => {
    fc.assert(
      fc.property(kind, others, (lines, delta) => {
        for (const place of lines.flatMap(placesIn)) {
          const other = place.number + delta;
          if (other === place.number || changesNothing(place, other)) continue;
          if (faultOf(place.put(other)) === undefined)
            throw new Error(`${place.name}: ${place.number} became ${other}`);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is not accepted with a step twice, without its last, or with none', () => {
    fc.assert(
      fc.property(kind, (lines) => {
        for (const line of lines) {
          expect(faultOf({ ...line, steps: [] })).toContain('at least one');
          expect(faultOf({ ...line, steps: line.steps.slice(0, -1) })).toBeDefined();
          for (const [at, step] of line.steps.entries())
            expect(faultOf({ ...line, steps: line.steps.toSpliced(at, 0, step) })).toBeDefined();
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('a month about which only the books have moved', () => {
  it('gets a line of nothing that says so', () => {
    const part = { providerId: 'prv-a', offeringId: 'off-a', from: '2026-06-03', to: '2026-06-28' };
    const wanted = [{ ...part, grossCents: 510_000, organiserCents: 398_820, steps: [] }];
    const month = { kind: 'housing', voucherId: 'vch-1', programmeId: 'prg-1', month: '2026-06', wanted } as const;
    const first = monthLines({
      ...month,
      settled: [],
      owed: [{ ...part, municipalityCode: null, owedCents: 390_000 }],
    });
    const [line] = monthLines({
      ...month,
      settled: first,
      owed: [{ ...part, municipalityCode: null, owedCents: 398_820 }],
    });
    expect(line).toMatchObject({ grossCents: 0, steps: [{ rule: 'evensTheBooks', inputs: { trueUpCents: -8_820 } }] });
    expect(faultOf(line as ExplainedLine)).toBeUndefined();
  });
});

describe('a rule', () => {
  it('that the script knows is met among the lines tried here', () => {
    const tried = KINDS.flatMap(([, kind]) => fc.sample<ExplainedLine[]>(kind, 1_500).flat());
    expect(new Set(tried.flatMap(({ steps }) => steps.map(({ rule }) => rule)))).toEqual(new Set(KNOWN_RULES));
  });

  it('that the script does not know is not taken on trust', () => {
    fc.assert(
      fc.property(visits, ([line]) => {
        if (line === undefined) throw new Error('no visit');
        const steps = line.steps.map((step) => ({ ...step, rule: 'toString' }));
        expect(faultOf({ ...line, steps })).toContain('one that is known');
      }),
      { numRuns: 5 },
    );
  });
});
