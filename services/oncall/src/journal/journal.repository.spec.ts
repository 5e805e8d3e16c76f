import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entry, Fact, FactOf } from './fact';
import { JOURNAL_FILE, type JournalFile, JournalRepository } from './journal.repository';

const at = '2026-11-28T15:00:00.000Z';
const noted: Fact = { type: 'noted', incident: 1, by: 'ada', text: 'x' };

/** A file whose every call is told, and fails where it is asked to. */
const fakeFile = (failing: Partial<Record<keyof JournalFile, Error | undefined>> = {}, dir = tmpdir()) => {
  const calls: string[] = [];
  const call = async (name: keyof JournalFile, detail = ''): Promise<void> => {
    calls.push(`${name}${detail}`);
    const error = failing[name];
    if (error) throw error;
  };
  const file: JournalFile = {
    appendFile: (data) => call('appendFile', ` ${String(data)}`),
    datasync: () => call('datasync'),
    truncate: (size) => call('truncate', ` ${size ?? ''}`),
    close: () => call('close'),
  };
  const place = { dir, release: async () => undefined };
  return { calls, failing, journal: new JournalRepository(place, file, { size: 100, seq: 7 }) };
};

describe('compacting the journal', () => {
  it('has succeeded once the new file is in place, whatever fails after that', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'journal-'));
    try {
      const { journal } = fakeFile({ close: new Error('EIO') }, dir);
      const snapshot: FactOf<'snapshot'> = { type: 'snapshot', nextId: 4, incidents: [], events: [] };
      await journal.compact(snapshot, at);
      await journal.append([noted], at);
      const lines = (await readFile(join(dir, JOURNAL_FILE), 'utf8')).trimEnd().split('\n');
      expect(lines.map((line) => JSON.parse(line) as Entry)).toMatchObject([
        { seq: 8, fact: snapshot },
        { seq: 9, fact: noted },
      ]);
      await journal.close();
    } finally {
      await rm(dir, { recursive: true });
    }
  });
});

describe('appending to the journal', () => {
  it('resolves only once the lines are on disk', async () => {
    const { calls, journal } = fakeFile();
    const entries = await journal.append([noted, noted], at);
    expect(entries.map(({ seq }) => seq)).toEqual([8, 9]);
    expect(calls).toEqual([
      `appendFile ${entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')}`,
      'datasync',
    ]);
  });

  it.each(['appendFile', 'datasync'] as const)(
    'rejects when %s fails, and cuts off what that left behind before the next line',
    async (name) => {
      const { calls, failing, journal } = fakeFile({ [name]: new Error('ENOSPC: no space left on device') });
      await expect(journal.append([noted], at)).rejects.toMatchObject({
        kind: 'unavailable',
        code: 'oncall.journal_unavailable',
        cause: { message: 'ENOSPC: no space left on device' },
      });
      expect(journal.size).toBe(100);
      failing[name] = undefined;
      calls.length = 0;
      const [entry] = await journal.append([noted], at);
      expect(entry?.seq).toBe(8); // the number of the fact that does not count
      expect(calls.slice(0, 2)).toEqual(['truncate 100', 'datasync']);
      expect(calls.at(-1)).toBe('datasync');
    },
  );

  it('stays unavailable while what a failure left behind cannot be cut off', async () => {
    const { calls, failing, journal } = fakeFile({ appendFile: new Error('EIO') });
    await expect(journal.append([noted], at)).rejects.toMatchObject({ kind: 'unavailable' });
    delete failing.appendFile;
    failing.truncate = new Error('EIO');
    calls.length = 0;
    await expect(journal.append([noted], at)).rejects.toMatchObject({ kind: 'unavailable' });
    await expect(journal.check()).rejects.toThrow('EIO');
    expect(calls).toEqual(['truncate 100', 'truncate 100']);
    delete failing.truncate;
    await expect(journal.check()).resolves.toBeUndefined();
  });
});
