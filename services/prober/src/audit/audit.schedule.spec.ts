import { Logger } from '@nestjs/common';
import { AuditSchedule } from './audit.schedule';
import type { Violation } from './rules';

const LOST: Violation = { rule: 'order_overtaken', subject: 'o1', detail: 'pending' };

const schedule = (violations: () => Promise<readonly Violation[]>) => {
  const audits: Record<string, number> = {};
  const shown: Record<string, number> = {};
  const errors: unknown[] = [];
  const warnings: unknown[] = [];
  jest.spyOn(Logger.prototype, 'error').mockImplementation((line) => void errors.push(line));
  jest.spyOn(Logger.prototype, 'warn').mockImplementation((line) => void warnings.push(line));
  const audit = new AuditSchedule(
    { violations } as never,
    { PROBE_INTERVAL_MS: 1, AUDIT_INTERVAL_MS: 1 },
    {
      inc: ({ outcome }: { outcome: string }, by = 1) => (audits[outcome] = (audits[outcome] ?? 0) + by),
    } as never,
    { set: ({ rule }: { rule: string }, value: number) => (shown[rule] = value) } as never,
  );
  return { audit, audits, shown, errors, warnings };
};

afterEach(() => jest.restoreAllMocks());

it('shows every outcome and rule before the first audit', () => {
  const { audits, shown } = schedule(async () => []);
  expect(audits).toEqual({ held: 0, violated: 0, failed: 0 });
  expect(Object.values(shown)).toEqual([0, 0, 0, 0]);
});

it('counts what is lost in every audit, and reports it once', async () => {
  let violations = [LOST];
  const { audit, audits, shown, errors } = schedule(async () => violations);
  await audit.run();
  await audit.run();
  expect([audits, shown['order_overtaken'], errors.length]).toEqual([
    { held: 0, violated: 2, failed: 0 },
    1,
    1,
  ]);
  violations = [];
  await audit.run();
  expect([audits['held'], shown['order_overtaken']]).toEqual([1, 0]);
});

it('says once that a store does not answer, and keeps what it knew', async () => {
  const looks: (() => Promise<readonly Violation[]>)[] = [
    async () => [LOST],
    () => Promise.reject(new Error('redis is down')),
    () => Promise.reject(new Error('redis is down')),
  ];
  const { audit, audits, shown, warnings } = schedule(() => looks.shift()!());
  for (let n = 0; n < 3; n += 1) await audit.run();
  expect([audits, shown['order_overtaken'], warnings.length]).toEqual([
    { held: 0, violated: 1, failed: 2 },
    1,
    1,
  ]);
});

it('does not begin an audit while another one waits', async () => {
  let end = (): void => undefined;
  const { audit, audits } = schedule(() => new Promise((resolve) => (end = () => resolve([]))));
  const first = audit.run();
  await audit.run();
  end();
  await first;
  expect(audits['held']).toBe(1);
});
