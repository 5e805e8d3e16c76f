import type { AuditOutcome } from '../audit/outcome.ts';
import type { CapacityVerdict } from './capacity-report.ts';
import { judgeCapacity, judgePrediction } from './judge.ts';
import { step } from './testing/steps.ts';

const predicted = { value: 300, low: 290, high: 310 };
const audit = { held: true } as AuditOutcome;
const prediction = (verdict: CapacityVerdict) => ({ clients: 8, predicted, measured: 300, verdict });

describe('a prediction', () => {
  it.each([
    [290, 'held'],
    [310, 'held'],
    [289.9, 'refuted'],
    [310.1, 'refuted'],
  ])('of 290 to 310 is with %d measured: %s', (measured, verdict) => {
    expect(judgePrediction(8, predicted, step(8, measured))).toEqual({
      clients: 8,
      predicted,
      measured,
      verdict,
    });
  });

  it('is not judged by a step that did not measure the lab', () => {
    expect(judgePrediction(8, predicted, step(8, 300, { unusable: 'orders restarted' }))).toMatchObject({
      measured: null,
      verdict: 'not judged',
      why: 'orders restarted',
    });
  });
});

it('a prediction is not judged without a step', () => {
  expect(judgePrediction(8, predicted, 'orders does not answer')).toMatchObject({
    verdict: 'not judged',
    why: 'orders does not answer',
  });
});

describe('the verdict', () => {
  it('is held where the prediction and the audit are', () => {
    expect(judgeCapacity({ prediction: prediction('held'), audit })).toEqual({ verdict: 'held', held: true });
  });

  it.each([
    ['a refuted prediction', { prediction: prediction('refuted'), audit }, 'refuted'],
    ['a lost order', { prediction: prediction('held'), audit: { held: false } as AuditOutcome }, 'refuted'],
    ['a lost order, without a law', { prediction: null, audit: { held: false } as AuditOutcome }, 'refuted'],
    ['no law', { prediction: null, audit }, 'not judged'],
    ['an unjudged prediction', { prediction: prediction('not judged'), audit }, 'not judged'],
    [
      'an audit that could not run',
      { prediction: prediction('held'), audit: { held: false, unavailable: 'redis' } as const },
      'not judged',
    ],
  ] as const)('with %s is %3$s', (_, judged, verdict) => {
    expect(judgeCapacity(judged)).toEqual({ verdict, held: false });
  });
});
