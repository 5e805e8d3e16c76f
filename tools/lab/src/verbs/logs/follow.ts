import type { Entry } from './entry.ts';
import { Tail } from './tail.ts';

const QUIET_MS = 100;

interface FollowOptions {
  readonly isWanted: (entry: Entry) => boolean;
  /** How many of the wanted entries that are there already are shown; all if absent. */
  readonly lines?: number | undefined;
  readonly show: (entry: Entry) => Promise<void>;
}

/**
 * Shows wanted entries as they come. The last of those that are there already are only known once the first new one comes,
 * and nothing tells which that is. It has a time after the start, or, where all is quiet, does not come soon.
 */
export async function followEntries(
  entries: AsyncIterable<Entry>,
  { isWanted, lines, show }: FollowOptions,
): Promise<void> {
  if (lines === undefined) {
    for await (const entry of entries) if (isWanted(entry)) await show(entry);
    return;
  }
  const [started, history] = [Date.now(), new History(lines, show)];
  const quiet = setInterval(() => history.endIfQuiet(), QUIET_MS);
  try {
    for await (const entry of entries) {
      history.isQuiet = false;
      if (entry.time >= started) history.end();
      if (isWanted(entry)) await history.add(entry);
    }
    history.end();
    await history.shown;
  } finally {
    clearInterval(quiet);
  }
}

/** Keeps entries back until it is told that the new ones begin. */
class History {
  private tail: Tail | undefined;
  private readonly show: FollowOptions['show'];
  /** Whether nothing came since the last look; before the first entry nothing can be said. */
  isQuiet: boolean | undefined;
  shown = Promise.resolve();

  constructor(lines: number, show: FollowOptions['show']) {
    this.tail = new Tail(lines);
    this.show = show;
  }

  async add(entry: Entry): Promise<void> {
    if (this.tail !== undefined) {
      this.tail.add(entry);
      return;
    }
    await this.shown;
    await this.show(entry);
  }

  endIfQuiet(): void {
    if (this.isQuiet === true) this.end();
    if (this.isQuiet === false) this.isQuiet = true;
  }

  end(): void {
    const entries = this.tail?.entries ?? [];
    this.tail = undefined;
    if (entries.length > 0) this.shown = this.showAll(entries);
  }

  private async showAll(entries: readonly Entry[]): Promise<void> {
    for (const entry of entries) await this.show(entry);
  }
}
