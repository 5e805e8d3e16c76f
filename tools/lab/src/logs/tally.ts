import { SeqCount, type SeqRange } from './seq-count.ts';

const EXAMPLES = 3;
const EXAMPLE_LENGTH = 200;

/** Lines of one service, as one hop of their way has them. */
export class Tally {
  /** By process; a process's lines are numbered without a gap. */
  readonly instances = new Map<string, SeqCount>();
  /** Lines that are none of ours by their format: they have no number, and can only be counted. */
  unparsed = 0;
  readonly examples: string[] = [];
  /** Lines that are older than what Loki keeps. */
  expired = 0;
  private readonly judgedFrom = new Map<string, number>();
  /** By process: numbers of lines that the process says it dropped. */
  private readonly dropped = new Map<string, SeqRange[]>();

  /** `droppedLines`: how many the line says were dropped right before it. */
  add(instance: string, seq: number, droppedLines = 0): void {
    let count = this.instances.get(instance);
    if (count === undefined) {
      count = new SeqCount();
      this.instances.set(instance, count);
    }
    count.add(seq);
    if (droppedLines > 0) this.addDropped(instance, { from: seq - droppedLines, to: seq - 1 });
  }

  wasDropped(instance: string, seq: number): boolean {
    return this.dropped.get(instance)?.some(({ from, to }) => from <= seq && seq <= to) === true;
  }

  addUnparsed(line: string): void {
    this.unparsed += 1;
    if (this.examples.length < EXAMPLES) this.examples.push(line.slice(0, EXAMPLE_LENGTH));
  }

  /** A line that is older than what Loki keeps: neither it nor what came before it in its process is judged. */
  expire(instance: string, seq: number): void {
    this.expired += 1;
    this.judgedFrom.set(instance, Math.max(this.firstJudged(instance), seq + 1));
  }

  firstJudged(instance: string): number {
    return this.judgedFrom.get(instance) ?? 1;
  }

  get distinct(): number {
    return this.sum(({ distinct }) => distinct);
  }

  get repeated(): number {
    return this.sum(({ repeated }) => repeated);
  }

  private addDropped(instance: string, range: SeqRange): void {
    this.dropped.set(instance, [...(this.dropped.get(instance) ?? []), range]);
  }

  private sum(of: (count: SeqCount) => number): number {
    return [...this.instances.values()].reduce((sum, count) => sum + of(count), 0);
  }
}
