import type { Panel } from '../../tools/boards/src/index.ts';
import type { Series } from './boards.ts';
import { movementOf } from './movement.ts';

const panelOf = (unit: string, limit?: number): Panel =>
  ({
    type: 'timeseries',
    fieldConfig: {
      defaults: {
        unit,
        ...(limit !== undefined && { thresholds: { steps: [{ value: null }, { value: limit }] } }),
      },
    },
  }) as unknown as Panel;

const look = (...values: number[]): Series => new Map([['orders', values]]);
const rate = panelOf('reqps');
const quiet = [look(10, 11, 10, 12), look(11, 10, 12, 11)];

describe('a panel', () => {
  it('keeps still within its band and a share of its level', () => {
    expect(movementOf(rate, quiet, look(12, 13, 12, 14))).toBeUndefined();
  });

  it.each([
    ['rises', look(40, 60, 60, 60)],
    ['falls', look(2, 1, 1, 1)],
  ])('moves when it %s out of its band', (_, now) => {
    expect(movementOf(rate, quiet, now)).toContain('orders was 10 to 12');
  });

  it('does not move by one odd point', () => {
    expect(movementOf(rate, quiet, look(11, 11, 90, 11))).toBeUndefined();
  });

  it('moves when a series goes', () => {
    expect(movementOf(rate, quiet, new Map())).toBe('orders goes');
  });

  it('moves when a series appears, if it is large enough', () => {
    const withErrors = (value: number): Series =>
      new Map([...look(10, 11, 10, 12), ['errors', [value, value]]]);
    expect(movementOf(rate, quiet, withErrors(5))).toBe('errors appears');
    expect(movementOf(rate, quiet, withErrors(0.1))).toBeUndefined();
  });

  it('moves when it crosses its limit, however little; a time does not', () => {
    const now = look(14, 14, 14, 14);
    expect(movementOf(panelOf('reqps', 13), quiet, now)).toContain('is 14 to 14');
    expect(movementOf(panelOf('s', 13), quiet, now)).toBeUndefined();
  });

  it('is refused where nobody knows what a change in its unit is', () => {
    expect(() => movementOf(panelOf('furlongs'), quiet, look(11, 11, 11))).toThrow('furlongs');
  });
});
