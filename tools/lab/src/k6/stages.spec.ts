import { constant, quarters, spike, steps, stress } from './stages.ts';

const seconds = (stages: readonly { seconds: number }[]): number =>
  stages.reduce((sum, stage) => sum + stage.seconds, 0);

describe('how the rate of a scenario goes', () => {
  it('a ramp rises in ten equal steps up to the rate', () => {
    const stages = steps(300, 100);
    expect(stages.map(({ rate }) => rate)).toEqual([30, 60, 90, 120, 150, 180, 210, 240, 270, 300]);
    expect(new Set(stages.map((stage) => stage.seconds))).toEqual(new Set([10]));
  });

  it('a spike is five times the rate, between two times the rate', () => {
    expect(spike(20, 60).map(({ rate }) => rate)).toEqual([20, 100, 20]);
  });

  it('stress goes to the rate and then back to a tenth of it', () => {
    expect(stress(400, 60).map(({ rate }) => rate)).toEqual([40, 200, 400, 40, 40]);
  });

  it('soak has four quarters of one rate', () => {
    expect(quarters(20, 600)).toEqual(
      [1, 2, 3, 4].map((n) => ({ name: `quarter-${n}`, rate: 20, seconds: 150 })),
    );
  });

  it.each([constant, steps, spike, stress, quarters])('%p takes the time that it is given', (shape) => {
    expect(seconds(shape(100, 100))).toBe(100);
  });

  it.each([constant, steps, spike, stress, quarters])('%p has no empty stage, however short', (shape) => {
    for (const stage of shape(1, 1)) expect(Math.min(stage.rate, stage.seconds)).toBeGreaterThanOrEqual(1);
  });
});
