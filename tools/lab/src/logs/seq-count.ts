const FIRST_SIZE = 1024;
const MOST = 255; // of one line: nobody needs to know it more exactly

/** How often each line of one process was seen. Lines are numbered from 1; there may be millions. */
export class SeqCount {
  private seen = new Uint8Array(FIRST_SIZE);
  /** The lowest and highest number seen; 0 where none was. */
  min = 0;
  max = 0;
  /** Lines seen, each counted once. */
  distinct = 0;
  /** How often a line was seen that had been seen before. */
  repeated = 0;

  add(seq: number): void {
    if (seq >= this.seen.length) this.grow(seq);
    const before = this.seen[seq] ?? 0;
    if (before === 0) this.distinct += 1;
    else this.repeated += 1;
    if (before < MOST) this.seen[seq] = before + 1;
    this.min = this.min === 0 ? seq : Math.min(this.min, seq);
    this.max = Math.max(this.max, seq);
  }

  has(seq: number): boolean {
    return (this.seen[seq] ?? 0) > 0;
  }

  private grow(seq: number): void {
    const larger = new Uint8Array(2 ** Math.ceil(Math.log2(seq + 1)));
    larger.set(this.seen);
    this.seen = larger;
  }
}

/** Numbers that follow one another, both ends included. */
export interface SeqRange {
  readonly from: number;
  readonly to: number;
}

/** Collects numbers that come in rising order. */
export class SeqRanges {
  private readonly list: { from: number; to: number }[] = [];
  count = 0;

  add(seq: number): void {
    this.count += 1;
    const last = this.list.at(-1);
    if (last?.to === seq - 1) last.to = seq;
    else this.list.push({ from: seq, to: seq });
  }

  get ranges(): readonly SeqRange[] {
    return this.list;
  }
}
