import { SeqCount } from './seq-count.ts';

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

  add(instance: string, seq: number): void {
    let count = this.instances.get(instance);
    if (count === undefined) {
      count = new SeqCount();
      this.instances.set(instance, count);
    }
    count.add(seq);
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

  private sum(of: (count: SeqCount) => number): number {
    return [...this.instances.values()].reduce((sum, count) => sum + of(count), 0);
  }
}
