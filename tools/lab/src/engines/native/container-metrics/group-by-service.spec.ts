import type { ProcessStat } from '../../../process/stat.ts';
import { groupByService } from './group-by-service.ts';

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
    [...groupByService(all, ({ pid }) => marks[pid])].map(([service, found]) => [
      service,
      found.map(({ pid }) => pid),
    ]),
  );

it('assigns to a service the processes that name it and their descendants, and no others', () => {
  const all = [process(1, 0), process(30, 20), process(20, 10), process(10, 1), process(40, 1)];
  expect(pidsOf(all, { 10: 'postgres', 40: 'redis' })).toEqual({ postgres: [30, 20, 10], redis: [40] });
});

it('prefers the service that a process names over that of its parent', () => {
  const all = [process(10, 1), process(20, 10)];
  expect(pidsOf(all, { 10: 'rabbitmq', 20: 'gateway' })).toEqual({ rabbitmq: [10], gateway: [20] });
});

it('ends where reused pids form a circle', () => {
  expect(pidsOf([process(10, 20), process(20, 10)], {})).toEqual({});
});
