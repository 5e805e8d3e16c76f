import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../engines/engine.ts';
import { during } from './fault.ts';
import { Journal } from './in-force/journal.ts';
import { frozen } from './service-faults.ts';
import { journaled } from './undoing.ts';

let stateDir: string;
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'lab-undoing-'));
});
afterEach(() => rmSync(stateDir, { recursive: true }));

const entries = (): number => new Journal(stateDir).entries().length;

/** An engine of one service, and how many entries the journal had when it was asked to do something. */
const engineOf = (fails = false) => {
  const seen: string[] = [];
  let state = 'running';
  const act = (what: string, next: string) => (): Promise<void> => {
    seen.push(`${what} with ${entries()} in the journal`);
    if (fails) return Promise.reject(new Error('no answer'));
    state = next;
    return Promise.resolve();
  };
  const engine = {
    name: 'native',
    pause: act('pause', 'paused'),
    resume: act('resume', 'running'),
    status: () => Promise.resolve([{ name: 'orders', state }]),
  } as unknown as Engine;
  return { engine: journaled(engine, new Journal(stateDir)), seen };
};

describe('an engine for faults', () => {
  it('enters a pause before it begins, and removes it once the service is resumed', async () => {
    const { engine, seen } = engineOf();
    await during(frozen(engine, 'orders'), { activeWithinMs: 50 }, () => {
      expect(entries()).toBe(1);
      return Promise.resolve();
    });
    expect(seen).toEqual(['pause with 1 in the journal', 'resume with 1 in the journal']);
    expect(entries()).toBe(0);
  });

  it('keeps the entry where resuming fails, for the next command', async () => {
    const { engine } = engineOf(true);
    await expect(engine.pause('orders')).rejects.toThrow('no answer');
    await expect(engine.resume('orders')).rejects.toThrow('no answer');
    expect(entries()).toBe(1);
  });

  it('refuses a service that a command keeps frozen already, and leaves it frozen', async () => {
    const { engine, seen } = engineOf();
    await engine.pause('orders');
    await expect(engine.pause('orders')).rejects.toThrow('another command keeps orders frozen');
    expect([seen.length, entries()]).toEqual([1, 1]);
  });

  it('enters the words that make the same fault again', async () => {
    const { engine } = engineOf();
    await engine.pause('orders');
    expect(new Journal(stateDir).entries()).toMatchObject([
      { action: 'pause orders', what: 'orders frozen' },
    ]);
  });

  it('is otherwise the same engine', () => {
    expect(engineOf().engine.name).toBe('native');
  });
});
