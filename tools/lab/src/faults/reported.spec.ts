import type { ReportEvent } from '@lab/contracts';
import type { Fault } from './fault.ts';
import { reported } from './reported.ts';

const make = (begin: () => Promise<void> = () => Promise.resolve()) => {
  const events: ReportEvent[] = [];
  const done: string[] = [];
  const fault: Fault = {
    what: 'orders frozen',
    begin: async () => {
      await begin();
      done.push('begin');
    },
    isActive: () => Promise.resolve(done.at(-1) === 'begin'),
    end: async () => void done.push('end'),
  };
  return {
    events,
    done,
    fault: reported(fault, { by: 'lab slo prove', report: (event) => events.push(event) }),
  };
};

describe('a reported fault', () => {
  it('does what the fault does, and reports its begin and its end', async () => {
    const { fault, events, done } = make();
    const before = Date.now();
    await fault.begin();
    expect([await fault.isActive(), fault.what]).toEqual([true, 'orders frozen']);
    await fault.end();
    expect(done).toEqual(['begin', 'end']);
    expect(events).toEqual([
      { kind: 'fault', text: 'lab slo prove: orders frozen', at: expect.any(String) },
      { kind: 'resume', text: 'lab slo prove: no longer orders frozen' },
    ]);
    expect(Date.parse(events[0]?.at ?? '')).toBeGreaterThanOrEqual(before);
  });

  it('reports nothing of a fault that never began, although it is undone', async () => {
    const { fault, events, done } = make(() => Promise.reject(new Error('no such service')));
    await expect(fault.begin()).rejects.toThrow('no such service');
    await fault.end();
    expect([done, events]).toEqual([['end'], []]);
  });
});
