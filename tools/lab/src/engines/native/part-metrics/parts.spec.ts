import type { ProcessStat } from '../../../process/stat.ts';
import { groupByPart } from './parts.ts';

const process = (pid: number, parent: number): ProcessStat => ({
  pid,
  parent,
  state: 'S',
  ticks: 0,
  reapedTicks: 0,
  startTime: 0,
  rssBytes: 0,
  threads: 1,
});

const pidsOf = (all: readonly ProcessStat[], marks: Readonly<Record<number, string>>) =>
  Object.fromEntries(
    [...groupByPart(all, ({ pid }) => marks[pid])].map(([part, found]) => [
      part,
      found.map(({ pid }) => pid),
    ]),
  );

it('gives a part what says that it is of it, and what descends from that, and nothing else', () => {
  const all = [process(1, 0), process(30, 20), process(20, 10), process(10, 1), process(40, 1)];
  expect(pidsOf(all, { 10: 'postgres', 40: 'redis' })).toEqual({ postgres: [30, 20, 10], redis: [40] });
});

it('believes a process more than its parent', () => {
  const all = [process(10, 1), process(20, 10)];
  expect(pidsOf(all, { 10: 'rabbitmq', 20: 'gateway' })).toEqual({ rabbitmq: [10], gateway: [20] });
});

it('is not led in a circle by pids that were given anew', () => {
  expect(pidsOf([process(10, 20), process(20, 10)], {})).toEqual({});
});
