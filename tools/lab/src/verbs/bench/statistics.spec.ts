import { describeSpread, highestHolding, ladder, ratios, spreadOf, turns } from './statistics.ts';

describe('statistics of a bench', () => {
  it('take the middle of an odd and the mean of the two middles of an even number', () => {
    expect(spreadOf([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
    expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4 });
    expect(() => spreadOf([])).toThrow('nothing was measured');
  });

  it('are told with their extremes', () => {
    expect(describeSpread({ median: 1.234, min: 1, max: 2.5 }, 2)).toBe('1.23 (1.00–2.50)');
  });

  it('begin each round with another one, and all come in each', () => {
    expect(turns(['a', 'b', 'c'], 0)).toEqual(['a', 'b', 'c']);
    expect(turns(['a', 'b', 'c'], 2)).toEqual(['c', 'a', 'b']);
    expect(turns(['a', 'b', 'c'], 4)).toEqual(['b', 'c', 'a']);
  });

  it('compare pair by pair', () => {
    expect(ratios([10, 30], [5, 10])).toEqual([2, 3]);
  });

  it('climb in steps of a quarter', () => {
    expect(ladder(100, 250)).toEqual([100, 125, 155, 195, 245]);
  });

  it('forgive one failure and stop at the second of the same rate', async () => {
    const asked: number[] = [];
    const answers = [true, false, true, false, false, true];
    const highest = await highestHolding([10, 20, 30, 40], (rate) => {
      asked.push(rate);
      return Promise.resolve(answers[asked.length - 1] ?? false);
    });
    expect(highest).toBe(20);
    expect(asked).toEqual([10, 20, 20, 30, 30]);
  });

  it('find nothing when the first rate fails', async () => {
    expect(await highestHolding([10, 20], () => Promise.resolve(false))).toBe(0);
  });
});
