import type { Sign } from './fault-key.ts';
import { judgeSign } from './judge-sign.ts';

const UP: Sign = {
  shows: 'p95, ms',
  measure: { of: 'metric', expression: 'x' },
  moves: 'up',
  times: 2,
  by: 3,
};
const DOWN: Sign = { ...UP, moves: 'down', times: 0.5, by: 5 };
const of = (value: number | null, samples = 100) => ({ value, samples });

describe('a sign', () => {
  it.each([
    ['has risen by factor and amount', UP, 2, 6, 'visible'],
    ['is exactly at both limits', UP, 3, 6, 'visible'],
    ['has risen by the factor only', UP, 0.5, 2, 'not visible'],
    ['has risen by the amount only', UP, 10, 15, 'not visible'],
    ['is the same', UP, 5, 5, 'not visible'],
    ['has moved the other way', UP, 10, 1, 'not visible'],
    ['has risen from nothing', UP, 0, 3, 'visible'],
    ['has risen from below nothing', UP, -5, 3, 'visible'],
    ['has fallen', DOWN, 10, 1, 'visible'],
    ['has fallen too little', DOWN, 10, 6, 'not visible'],
    ['has risen instead', DOWN, 10, 20, 'not visible'],
  ] as const)('that %s', (_what, sign, control, active, verdict) => {
    expect(judgeSign(sign, of(control), of(active))).toEqual({ verdict });
  });

  it.each([
    ['control', of(2, 19), of(9)],
    ['control', of(null, 0), of(9)],
    ['active', of(2), of(9, 3)],
    ['active', of(2), of(Number.NaN)],
  ])('is not judged where the %s window shows too little', (window, control, active) => {
    expect(judgeSign(UP, control, active)).toMatchObject({
      verdict: 'not judged',
      why: expect.stringContaining(`the ${window} window has`),
    });
  });
});
