import { Logger } from '@nestjs/common';
import { Redeclaration } from './redeclaration';

describe('Redeclaration', () => {
  let declared: number;
  let failure: Error | undefined;
  let redeclaration: Redeclaration;

  beforeEach(() => {
    Logger.overrideLogger(false);
    jest.useFakeTimers();
    [declared, failure] = [0, undefined];
    redeclaration = new Redeclaration(() => {
      declared += 1;
      return failure === undefined ? Promise.resolve() : Promise.reject(failure);
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  it('declares once a second, however many ask', async () => {
    await Promise.all(Array.from({ length: 100 }, () => redeclaration.run()));
    jest.advanceTimersByTime(999);
    await redeclaration.run();
    expect(declared).toBe(1);
    jest.advanceTimersByTime(2);
    await redeclaration.run();
    expect(declared).toBe(2);
  });

  it('fails for all who asked when it fails, and reports each reason once', async () => {
    const report = jest.spyOn(Logger.prototype, 'error');
    for (const reason of ['PRECONDITION_FAILED', 'PRECONDITION_FAILED', 'ACCESS_REFUSED']) {
      failure = new Error(reason);
      jest.advanceTimersByTime(1_001);
      const asked = await Promise.allSettled([redeclaration.run(), redeclaration.run()]);
      expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    }
    expect(report.mock.calls.map(([line]) => (line as { reason: string }).reason)).toEqual([
      'Error: PRECONDITION_FAILED',
      'Error: ACCESS_REFUSED',
    ]);
  });
});
