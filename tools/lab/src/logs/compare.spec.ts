import { compareHops, type ServiceFinding } from './compare.ts';
import { Tally } from './tally.ts';

const tally = (lines: Readonly<Record<string, readonly number[]>>, unparsed = 0): Tally => {
  const made = new Tally();
  for (const [instance, seqs] of Object.entries(lines)) for (const seq of seqs) made.add(instance, seq);
  for (let line = 0; line < unparsed; line += 1) made.addUnparsed(`line ${line}`);
  return made;
};
const upTo = (last: number, from = 1): number[] =>
  Array.from({ length: last - from + 1 }, (_, index) => from + index);
const compare = (files: Tally, loki: Tally | undefined, isOld = false): ServiceFinding =>
  compareHops({ service: 'orders', format: 'ltsv', files, loki, isOld });

describe('compareHops', () => {
  it('finds nothing lost where every line of every process arrived', () => {
    const lines = { a: upTo(5), b: upTo(3) };
    expect(compare(tally(lines, 2), tally(lines, 2))).toMatchObject({
      produced: 10,
      inFiles: 10,
      arrived: 10,
      unparsed: 2,
      duplicated: 0,
      lost: 0,
      lostLines: [],
    });
  });

  it('says which lines are in the files and did not arrive', () => {
    const { lost, lostLines } = compare(tally({ a: upTo(9) }), tally({ a: [1, 2, 5, 9] }));
    expect({ lost, lostLines }).toEqual({
      lost: 5,
      lostLines: [
        {
          instance: 'a',
          at: 'undelivered',
          count: 5,
          ranges: [
            { from: 3, to: 4 },
            { from: 6, to: 8 },
          ],
        },
      ],
    });
  });

  it('takes a number that is missing between others for a line that never reached the file', () => {
    const lines = { a: [1, 2, 4] };
    expect(compare(tally(lines), tally(lines)).lostLines).toMatchObject([
      { at: 'unwritten', ranges: [{ from: 3, to: 3 }] },
    ]);
    expect(compare(tally(lines), undefined).lostLines).toMatchObject([{ at: 'unwritten', count: 1 }]);
  });

  it('calls a missing line dropped, not lost, where the line after the gap accounts for it', () => {
    const files = tally({ a: [1, 2] });
    files.add('a', 6, 3);
    files.add('a', 8, 0);
    expect(compare(files, files)).toMatchObject({ produced: 8, dropped: 3, lost: 1 });
    expect(compare(files, files).lostLines).toMatchObject([
      { at: 'unwritten', ranges: [{ from: 7, to: 7 }] },
    ]);
    // Rotated away from the files: then Loki has the line that accounts for it.
    expect(compare(tally({ a: [8, 9] }), files)).toMatchObject({ dropped: 3, lost: 2 });
  });

  it('still misses a line that is in the files, whatever a later one says', () => {
    const files = tally({ a: [1, 2] });
    files.add('a', 3, 1);
    expect(compare(files, tally({ a: [1, 3] }))).toMatchObject({ dropped: 0, lost: 1 });
  });

  it('expects in Loki what was rotated away, and says so where it is not there', () => {
    expect(compare(tally({ a: upTo(9, 5) }), tally({ a: upTo(9) })).lost).toBe(0);
    expect(compare(tally({ a: upTo(9, 5) }), tally({ a: upTo(9, 3) })).lostLines).toMatchObject([
      { at: 'rotated', ranges: [{ from: 1, to: 2 }] },
    ]);
    expect(compare(tally({}), tally({ gone: upTo(4, 2) })).lostLines).toMatchObject([
      { instance: 'gone', at: 'rotated', ranges: [{ from: 1, to: 1 }] },
    ]);
  });

  it('counts what arrived twice, and calls nothing lost for it', () => {
    expect(compare(tally({ a: upTo(3) }), tally({ a: [1, 2, 2, 2, 3] }))).toMatchObject({
      arrived: 3,
      duplicated: 2,
      lost: 0,
    });
  });

  it('leaves to the next audit what was written after the files were read', () => {
    expect(compare(tally({ a: upTo(3) }), tally({ a: [1, 2, 3, 5] }))).toMatchObject({
      produced: 3,
      lost: 0,
    });
  });

  it('counts lines without a number, and misses those of the files that are not in Loki', () => {
    expect(compare(tally({}, 5), tally({}, 3))).toMatchObject({ produced: 5, unparsed: 5, lost: 2 });
    expect(compare(tally({}, 3), tally({}, 5))).toMatchObject({ unparsed: 5, lost: 0 });
  });

  it('judges nothing that Loki may have deleted for its age', () => {
    const files = tally({ a: upTo(9, 4) });
    for (const seq of [2, 3]) files.expire('a', seq);
    expect(compare(files, tally({ a: upTo(9, 4) }))).toMatchObject({ produced: 6, lost: 0, expired: 2 });
    expect(compare(tally({ a: upTo(9, 5) }, 4), tally({ a: upTo(9, 3) }), true).lost).toBe(0);
  });

  it('judges what Loki had first where the files end too early, and nothing that came later', () => {
    const loki = tally({ a: [...upTo(3), 9, 10, 12] });
    const seenFirst = new Map([['a', 10]]);
    const found = compareHops({
      service: 'orders',
      format: 'ltsv',
      files: tally({ a: upTo(3) }),
      loki,
      isOld: false,
      seenFirst,
    });
    expect(found).toMatchObject({
      produced: 10,
      lost: 5,
      lostLines: [{ at: 'unwritten', count: 5, ranges: [{ from: 4, to: 8 }] }],
    });
  });
});
