import { describe, expect, it } from 'vitest';
import {
  type Experiment,
  exposuresNeeded,
  type Findings,
  powerOf,
  readOut,
  type VariantCounts,
} from './index.js';

const gallery: Experiment = { key: 'gallery', variants: [{ key: 'grid' }, { key: 'masonry' }] };
const three: Experiment = {
  key: 'gallery',
  variants: [{ key: 'grid' }, { key: 'masonry' }, { key: 'wall' }],
};
const palette: Experiment = {
  key: 'palette',
  factors: [
    { key: 'tone', variants: [{ key: 'warm' }, { key: 'cold' }] },
    { key: 'frame', variants: [{ key: 'none' }, { key: 'thin' }] },
  ],
};

/** `grid: 100/1000` is a hundred conversions of a thousand. */
function counted(figures: Record<string, string>): VariantCounts[] {
  return Object.entries(figures).map(([variant, figure]) => {
    const [conversions = 0, exposures = 0] = figure.split('/').map(Number);
    return { variant, exposures, conversions };
  });
}

const read = (experiment: Experiment, figures: Record<string, string>, minimumEffect = 0.2) =>
  readOut({ experiment, counts: counted(figures), minimumEffect });

const verdict = (...findings: Parameters<typeof read>) => {
  const { verdict } = read(...findings);
  return { ...verdict, reasons: verdict.reasons.join('\n') };
};

describe('an experiment is read out', () => {
  it('with a winner, when the lead is proved and there is enough of everything', () => {
    const { kind, reasons, ...rest } = verdict(gallery, { grid: '1000/10000', masonry: '1200/10050' });
    expect({ kind, ...rest }).toEqual({ kind: 'winner', variant: 'masonry' });
    expect(reasons).toContain('masonry converts 11.9 %, grid 10.0 %: +19.4 % (95 %: +10.3 % to +29.2 %).');
    expect(reasons).toContain('Chance makes such a difference with p < 0.0001.');
    expect(reasons).toContain('probability of more than 99.9 %');
  });

  it('with the control as the winner, when all others are proved to be worse', () => {
    const figures = { grid: '1200/10000', masonry: '1000/10000', wall: '900/10000' };
    const won = verdict(three, figures);
    expect(won).toMatchObject({ kind: 'winner', variant: 'grid' });
    expect(won.reasons).toContain('grid converts 12.0 %, and all others significantly less.');
    const open = verdict(three, { ...figures, masonry: '1150/10000' });
    expect(open).toMatchObject({ kind: 'undecided' });
    expect(open.reasons).toMatch(/That masonry is behind grid may be chance: p = 0\.\d{4}\./);
  });

  it('without a winner while a lead may be chance', () => {
    const open = verdict(gallery, { grid: '1000/10000', masonry: '1010/10000' });
    expect(open.kind).toBe('undecided');
    expect(open.reasons).toMatch(/The lead of masonry over grid may be chance: p = 0\.\d{4}/);
    expect(open.reasons).toMatch(
      /masonry is the best with a probability of \d\d\.\d %; 95\.0 % are asked for/,
    );
  });

  it('without a winner while two are better than the control, and alike', () => {
    const open = verdict(three, { grid: '1000/10000', masonry: '1201/10000', wall: '1200/10000' });
    expect(open.kind).toBe('undecided');
    expect(open.reasons).toBe('masonry is the best with a probability of 50.9 %; 95.0 % are asked for.');
  });

  it('without a winner before the planned size is reached, however large the lead', () => {
    const open = verdict(gallery, { grid: '100/1000', masonry: '200/1000' });
    expect(open.kind).toBe('undecided');
    expect(open.reasons).toBe(
      'grid has 1000 of the 3841 exposures it needs.\nmasonry has 1000 of the 3841 exposures it needs.',
    );
  });

  it.each([
    ['nobody has come yet', gallery, {}, 'Nobody has met the experiment yet.'],
    [
      'hardly anybody converts',
      gallery,
      { grid: '3/1000', masonry: '1/1000' },
      'grid should have 2.0 conversions',
    ],
    [
      'hardly anybody does not',
      gallery,
      { grid: '997/1000', masonry: '999/1000' },
      'should have 2.0 visitors who do not convert',
    ],
    [
      'the control has no conversions',
      gallery,
      { grid: '0/9000', masonry: '90/9000' },
      'None of grid convert',
    ],
    ['all of the control convert', gallery, { grid: '9000/9000', masonry: '90/9000' }, 'All of grid convert'],
    [
      'the effect is too large to be one',
      gallery,
      { grid: '9000/10000', masonry: '9100/10000' },
      'above 100 %',
    ],
    [
      'one variant is given only',
      { ...gallery, weights: [1, 0] },
      { grid: '90/900' },
      'Visitors are given one variant only',
    ],
    [
      'the control is given to nobody',
      { ...three, weights: [0, 0.5, 0.5] },
      { wall: '1/9' },
      'Nobody is given grid',
    ],
  ] as [string, Experiment, Record<string, string>, string][])(
    'without a winner when %s',
    (_, experiment, figures, reason) => {
      const open = verdict(experiment, figures);
      expect(open.kind).toBe('undecided');
      expect(open.reasons).toContain(reason);
    },
  );

  it('as a mismatch, and without a winner, when visitors are not spread as configured', () => {
    const { kind, reasons } = verdict(gallery, { grid: '4800/48000', masonry: '7800/52000' });
    expect(kind).toBe('mismatch');
    expect(reasons).toContain('Of 100000 participants grid has 48.0 % instead of 50.0 %, masonry has 52.0 %');
    expect(reasons).toMatch(/chi-square test(.|\n)*sequential test/);
  });

  it('as a mismatch when a variant was counted that is to be given to nobody', () => {
    const experiment = { ...three, weights: [0.5, 0.5, 0] };
    const { kind, reasons } = verdict(experiment, { grid: '500/5000', masonry: '500/5000', wall: '0/1' });
    expect(kind).toBe('mismatch');
    expect(reasons).toContain('wall is to be given to nobody, but was counted.');
    expect(verdict(experiment, { grid: '500/5000', masonry: '500/5000' }).kind).toBe('undecided');
  });

  it('as a mismatch for ever, once there was one', () => {
    const experiment = gallery;
    const first = read(experiment, { grid: '60/600', masonry: '80/800' });
    expect(first.mismatch.alarm).toBe(true);
    const sequence = JSON.parse(JSON.stringify(first.mismatch.sequence)) as Findings['sequence'];
    const counts = counted({ grid: '2000/20000', masonry: '2000/20000' });
    const later = readOut({ experiment, counts, minimumEffect: 0.2, sequence });
    expect(later.mismatch.chiSquare?.p).toBeGreaterThan(0.5);
    expect(later.verdict.kind).toBe('mismatch');
  });

  it('with no opinion on a variant that nobody is given', () => {
    const { variants } = read({ ...three, weights: [0.5, 0.5, 0] }, { grid: '10/100', masonry: '12/100' });
    expect(variants[2]).toMatchObject({
      key: 'wall',
      share: 0,
      rate: null,
      lift: null,
      test: null,
      probabilityBest: null,
    });
    expect((variants[0]?.probabilityBest ?? 0) + (variants[1]?.probabilityBest ?? 0)).toBeCloseTo(1, 12);
  });

  it('by its factors, when it has some', () => {
    const figures = {
      'warm+none': '100/1000',
      'warm+thin': '150/1000',
      'cold+none': '101/1000',
      'cold+thin': '149/1000',
    };
    const { effects, control } = read(palette, figures);
    expect(control).toBe('warm+none');
    const [tone, frame] = effects?.main ?? [];
    expect(tone?.likelihoodRatio?.p).toBeGreaterThan(0.9);
    expect(frame?.likelihoodRatio?.p).toBeLessThan(0.001);
    expect(frame?.coefficients?.[0]).toMatchObject({ variants: ['thin'] });
    expect(effects?.interactions[0]).toMatchObject({ factors: ['tone', 'frame'], note: null });
    expect(effects?.interactions[0]?.wald?.p).toBeGreaterThan(0.8);
    expect(read(gallery, {}).effects).toBeNull();
  });

  it('by its factors also where a combination has no conversions or nobody has met one', () => {
    const separated = read(palette, {
      'warm+none': '10/99',
      'warm+thin': '15/99',
      'cold+none': '0/99',
      'cold+thin': '9/99',
    });
    expect(separated.effects?.main[0]?.coefficients).toHaveLength(1);
    expect(separated.effects?.interactions[0]).toMatchObject({ coefficients: null, wald: null });
    expect(separated.effects?.interactions[0]?.note).toContain('no conversions');
    const unmet = read(palette, { 'warm+none': '10/99', 'warm+thin': '15/99', 'cold+none': '9/99' });
    expect(unmet.effects?.interactions[0]?.note).toContain('Too few combinations');
    const oneTone = read(palette, { 'cold+none': '10/99', 'cold+thin': '15/99' });
    expect(oneTone.effects?.main.map(({ factors }) => factors)).toEqual([['frame']]);
    expect(oneTone.effects?.notes.join(' ')).toContain('Nobody has met warm of tone');
  });

  it('without effects when some rates next to 0 and 1 cannot be computed from others', () => {
    const figures = {
      'warm+none': '1000/1000000000',
      'warm+thin': '1000000000/1000000000',
      'cold+none': '1/50',
    };
    const [tone] = read(palette, { ...figures, 'cold+thin': '0/5' }).effects?.main ?? [];
    expect(tone).toMatchObject({ coefficients: null, wald: null, likelihoodRatio: null });
    expect(tone?.note).toContain('cannot be computed');
  });
});

describe('what cannot be is refused by name', () => {
  const findings = (change: Partial<Findings>): Findings => ({
    experiment: gallery,
    counts: counted({ grid: '1/10', masonry: '1/10' }),
    minimumEffect: 0.1,
    ...change,
  });
  const counts = (exposures: number, conversions: number) => ({
    counts: [{ variant: 'grid', exposures, conversions }],
  });
  const { sequence } = readOut(findings({})).mismatch;

  it.each<[string, Partial<Findings>]>([
    ['counts[0].exposures: must be a whole number of 0 or more, not -1', counts(-1, 0)],
    ['counts[0].exposures: must be a whole number of 0 or more, not 1.5', counts(1.5, 0)],
    ['counts[0].exposures: must be a whole number of 0 or more, not NaN', counts(Number.NaN, 0)],
    [
      'counts[0].conversions: must be a whole number of 0 or more, not Infinity',
      counts(1, Number.POSITIVE_INFINITY),
    ],
    ['counts[0].conversions: must not exceed the 3 exposures, but are 4', counts(3, 4)],
    [
      'counts[1].variant: "grid" is counted twice',
      { counts: [...counted({ grid: '0/1' }), ...counted({ grid: '0/1' })] },
    ],
    ['counts[0].variant: the experiment has no variant "list"', { counts: counted({ list: '0/1' }) }],
    [
      'counts[0].variant: the experiment has no variant "__proto__"',
      { counts: [{ variant: '__proto__', exposures: 1, conversions: 0 }] },
    ],
    ['weights: must add up to 1, not to 0.9', { experiment: { ...gallery, weights: [0.5, 0.4] } }],
    [
      'weights: must have one weight for each of 2 variants, not 1',
      { experiment: { ...gallery, weights: [1] } },
    ],
    [
      'weights[1]: must be a number from 0 to 1, not -0.5',
      { experiment: { ...gallery, weights: [1, -0.5] } },
    ],
    ['coverage: must be a number from 0 to 1, not 2', { experiment: { ...gallery, coverage: 2 } }],
    ['variants: must hold at least one', { experiment: { key: 'x', variants: [] } }],
    [
      'factors[0].weights: must add up to 1, not to 0.2',
      {
        experiment: {
          key: 'x',
          factors: [{ key: 'f', weights: [0.1, 0.1], variants: [{ key: 'a' }, { key: 'b' }] }],
        },
      },
    ],
    ['minimumEffect: must be a number above -1 that is not 0, not 0', { minimumEffect: 0 }],
    ['minimumEffect: must be a number above -1 that is not 0, not NaN', { minimumEffect: Number.NaN }],
    [
      'exposures.grid: must not fall from 10 to 9',
      { counts: counted({ grid: '1/9', masonry: '1/10' }), sequence },
    ],
    [
      'sequence: variants or shares have changed since',
      { experiment: { ...gallery, weights: [0.4, 0.6] }, sequence },
    ],
  ])('%s', (message, change) => {
    expect(() => readOut(findings(change))).toThrow(RangeError);
    expect(() => readOut(findings(change))).toThrow(message);
  });

  it('also of a plan', () => {
    const plan = { baseline: 0.1, minimumEffect: 0.1, significance: 0.05 };
    expect(() => exposuresNeeded({ ...plan, baseline: 1 }, 1, 0.8)).toThrow(
      'baseline: must be between 0 and 1',
    );
    expect(() => exposuresNeeded(plan, 0, 0.8)).toThrow('ratio: must be a number above 0, not 0');
    expect(() => exposuresNeeded(plan, 1, 0.01)).toThrow('power: must be between 0.05 and 1');
    expect(() => powerOf(plan, 0, 1)).toThrow('control: must be a number above 0');
    expect(exposuresNeeded({ ...plan, minimumEffect: 9 }, 1, 0.8)).toBeUndefined();
  });
});
