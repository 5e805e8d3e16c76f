import { parseJournal } from './parse-journal';

const at = '2026-11-28T15:00:00.000Z';
const line = (seq: number): string =>
  `${JSON.stringify({ v: 1, seq, at, fact: { type: 'happened', event: { at, kind: 'other', text: 'größer' } } })}\n`;
const about = (seq: number, incident: number): string =>
  `${JSON.stringify({ v: 1, seq, at, fact: { type: 'noted', incident, by: 'ada' } })}\n`;
const snapshot = (seq: number): string =>
  `${JSON.stringify({ v: 1, seq, at, fact: { type: 'snapshot', nextId: 1, incidents: [], events: [] } })}\n`;
const parse = (text: string) => parseJournal(Buffer.from(text));

describe('a journal', () => {
  it('is empty, or as many facts as it has lines', () => {
    expect(parse('')).toEqual({ entries: [], wholeBytes: 0 });
    const text = line(1) + line(2);
    expect(parse(text).entries.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(parse(text).wholeBytes).toBe(Buffer.byteLength(text));
  });

  it('that was killed at any byte of its last line keeps all lines before it', () => {
    const whole = line(1) + line(2);
    const bytes = Buffer.from(whole + line(3));
    for (let end = Buffer.byteLength(whole); end < bytes.length; end += 1) {
      const { entries, wholeBytes } = parseJournal(bytes.subarray(0, end));
      expect([entries.length, wholeBytes]).toEqual([2, Buffer.byteLength(whole)]);
    }
    expect(parseJournal(bytes).entries).toHaveLength(3);
  });

  it.each([
    ['half a line', line(1) + line(2).slice(0, 40) + '\n' + line(3), 'line 2 is no JSON'],
    ['an empty line', `${line(1)}\n${line(2)}`, 'line 2 is no JSON'],
    ['a missing line', line(1) + line(3), 'line 2 has seq 3 instead of 2: lines are missing'],
    ['a line twice', line(1) + line(1), 'line 2 has seq 1 instead of 2: lines are missing'],
    ['no beginning', line(2) + line(3), 'line 1 has seq 2 and is no snapshot: lines before it are missing'],
    ['an entry of a later version', line(1).replace('"v":1', '"v":2'), 'line 1 is no entry: v '],
    ['a note on nothing', line(1) + about(2, 7), 'line 2 is about incident 7, which was never opened'],
    ['an unknown fact', line(1).replace('happened', 'hapened'), 'line 1 is no entry: fact.type '],
  ])('with %s is broken, and the line is named', (_, text, message) => {
    expect(() => parse(text)).toThrow(message);
  });

  it('that was compacted begins with a snapshot and goes on counting', () => {
    expect(parse(snapshot(17) + line(18)).entries.map(({ seq }) => seq)).toEqual([17, 18]);
  });
});
