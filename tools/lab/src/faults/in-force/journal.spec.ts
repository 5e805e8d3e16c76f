import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { during, type Fault } from '../fault.ts';
import { inForce } from './in-force.ts';
import { type Entry, type Holder, isOverdue, Journal, thisProcess } from './journal.ts';
import { undoAll, undoOverdue } from './undo.ts';

const MINUTE_MS = 60_000;
const LIMITS = { activeWithinMs: 1_000 };
const US = thisProcess();
const DEAD: Holder = { pid: 4_194_305, startTime: 1, bootId: 'an earlier boot' };

const entryOf = (action: string, changes: Partial<Entry> = {}): Entry => ({
  action,
  what: `the fault of ${action}`,
  begunAt: '2026-11-28T10:00:00.000Z',
  deadline: new Date(Date.now() + MINUTE_MS).toISOString(),
  holder: null,
  ...changes,
});

/** Writes down what happens to it, and what the journal holds meanwhile. */
const recorded = (journal: Journal, fails: 'begin' | 'end' | 'nowhere' = 'nowhere') => {
  const done: string[] = [];
  let isActive = false;
  const step = (name: 'begin' | 'end') => (): Promise<void> => {
    done.push(
      `${name}, journal: ${journal
        .entries()
        .map(({ action }) => action)
        .join()}`,
    );
    if (name === fails) return Promise.reject(new Error(`cannot ${name}`));
    isActive = name === 'begin';
    return Promise.resolve();
  };
  const fault: Fault = {
    what: 'orders frozen',
    begin: step('begin'),
    isActive: () => Promise.resolve(isActive),
    end: step('end'),
  };
  return { done, fault };
};

describe('the journal of faults', () => {
  let stateDir: string;
  let journal: Journal;
  beforeEach(() => {
    stateDir = mkdtempSync(join(tmpdir(), 'lab-faults-'));
    journal = new Journal(stateDir);
  });
  afterEach(() => rmSync(stateDir, { recursive: true }));

  const force = (fault: Fault, action = 'pause orders'): Fault =>
    inForce(fault, { journal, action, deadline: Date.now() + MINUTE_MS, holder: thisProcess() });
  const undoing = (fault: Fault, lines: string[] = []) => ({
    journal,
    faultOf: () => fault,
    say: (line: string) => void lines.push(line),
  });

  it('knows a fault before it begins and until it was undone', async () => {
    const { done, fault } = recorded(journal);
    await during(force(fault), LIMITS, () => Promise.resolve());
    expect(done).toEqual(['begin, journal: pause orders', 'end, journal: pause orders']);
    expect(new Journal(stateDir).entries()).toEqual([]);
  });

  it('keeps a fault that could not be undone, for the next command', async () => {
    await expect(
      during(force(recorded(journal, 'end').fault), LIMITS, () => Promise.resolve()),
    ).rejects.toThrow('cannot end');
    const lines: string[] = [];
    expect(await undoAll(undoing(recorded(journal, 'end').fault, lines))).toEqual([
      { what: 'orders frozen', reason: 'cannot end' },
    ]);
    expect(lines).toEqual(['cannot undo: orders frozen: cannot end; the next command tries again']);
    expect(journal.entries()).toHaveLength(1);
  });

  it('refuses a fault that is in force already, and leaves that one alone', async () => {
    journal.add(entryOf('pause orders'));
    const { done, fault } = recorded(journal);
    await expect(during(force(fault), LIMITS, () => Promise.resolve())).rejects.toThrow(
      'already in force: orders frozen; undo it first',
    );
    expect(done).toEqual([]);
    expect(journal.entries()).toHaveLength(1);
  });

  it.each<[string, Partial<Entry>, boolean]>([
    ['past its deadline', { deadline: '2026-11-28T10:00:01.000Z' }, true],
    ['past its deadline, of a command that runs', { deadline: '2026-11-28T10:00:01.000Z', holder: US }, true],
    ['of a command that was killed', { holder: DEAD }, true],
    ['of a command that runs', { holder: US }, false],
    ['of no command, before its deadline', {}, false],
  ])('tells whether a fault %s is overdue', (_, changes, expected) => {
    expect(isOverdue(entryOf('pause orders', changes))).toBe(expected);
  });

  it('takes another process with the number of a killed one for what it is', () => {
    expect(isOverdue(entryOf('pause orders', { holder: US && { ...US, startTime: 1 } }))).toBe(true);
  });

  it('undoes what is overdue, the latest first, and nothing else', async () => {
    journal.add(entryOf('first', { holder: DEAD }));
    journal.add(entryOf('second', { holder: DEAD, begunAt: '2026-11-28T10:00:05.000Z' }));
    journal.add(entryOf('running', { holder: thisProcess() }));
    const lines: string[] = [];
    const ended: string[] = [];
    await undoOverdue({
      journal,
      faultOf: (action) => ({
        ...recorded(journal).fault,
        what: action,
        end: () => Promise.resolve(void ended.push(action)),
      }),
      say: (line) => void lines.push(line),
    });
    expect(ended).toEqual(['second', 'first']);
    expect(journal.entries().map(({ action }) => action)).toEqual(['running']);
    expect(lines[0]).toBe('undone: the fault of second (in force since 2026-11-28T10:00:05.000Z)');
  });

  it('starts the guard once the entry is there and before the fault begins', async () => {
    const { done, fault } = recorded(journal);
    const guarded = inForce(fault, {
      journal,
      action: 'pause orders',
      deadline: Date.now() + MINUTE_MS,
      holder: null,
      guard: (id) => void done.push(`guard, journal: ${String(journal.has(id))}`),
    });
    await guarded.begin();
    expect(done[0]).toBe('guard, journal: true');
    expect(done).toHaveLength(2);
  });
});
