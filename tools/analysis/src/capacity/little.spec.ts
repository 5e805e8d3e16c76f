import { inSystem, whyNotLittle } from './little.ts';

describe("Little's law", () => {
  it('counts the orders in work', () => {
    expect(inSystem({ clients: 8, answersPerSecond: 200, meanSeconds: 0.04 })).toBeCloseTo(8);
  });

  it.each([0.04, 0.0365, 0.0435])('holds within a tenth: %d s', (meanSeconds) => {
    expect(whyNotLittle({ clients: 8, answersPerSecond: 200, meanSeconds })).toBeUndefined();
  });

  it('fails where the clients spent their time elsewhere', () => {
    expect(whyNotLittle({ clients: 8, answersPerSecond: 200, meanSeconds: 0.03 })).toBe(
      "Little's law fails: 6.0 orders in work, 8 clients. The clients did not keep up",
    );
  });

  it('fails where more orders were in work than there were clients', () => {
    expect(whyNotLittle({ clients: 8, answersPerSecond: 200, meanSeconds: 0.05 })).toMatch(
      /10\.0 orders in work/,
    );
  });

  it('fails where nothing was answered', () => {
    expect(whyNotLittle({ clients: 8, answersPerSecond: 0, meanSeconds: 0 })).toMatch(/0\.0 orders in work/);
  });
});
