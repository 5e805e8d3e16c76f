import { costOf, needsOf } from './cost.ts';

const used = { ordersPerSecond: 100, cpuSecondsPerOrder: 0.018, residentBytes: 1.8e9, bytesPerOrder: 500 };
const prices = { currency: 'EUR', cpuHour: 0.04, memoryGbHour: 0.005, storageGbMonth: 0.1 };

it('a million orders take CPU, memory for as long as they last, and disk', () => {
  const needs = needsOf(used);
  expect(needs.cpuHours).toBeCloseTo(5);
  expect(needs.memoryGbHours).toBeCloseTo(5); // 1.8 GB for 10,000 s
  expect(needs.storageGb).toBeCloseTo(0.5);
});

it('their cost is the sum of the three', () => {
  const cost = costOf(needsOf(used), prices);
  expect(cost.cpu).toBeCloseTo(0.2);
  expect(cost.memory).toBeCloseTo(0.025);
  expect(cost.storage).toBeCloseTo(0.05);
  expect(cost.total).toBeCloseTo(0.275);
});

it('leaves storage out where it was not measured, and says so', () => {
  const cost = costOf(needsOf({ ...used, bytesPerOrder: undefined }), prices);
  expect(cost.storage).toBeNull();
  expect(cost.total).toBeCloseTo(0.225);
});
