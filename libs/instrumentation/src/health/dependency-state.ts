/** Failures in a row after which a dependency counts as down; one alone may be a connection that was just replaced. */
const FAILURES_UNTIL_DOWN = 2;
/** Longest time without any success; a dependency that is slow but answers within it stays up. */
const SILENCE_UNTIL_DOWN_MS = 10_000;

export type Verdict = { readonly isUp: true } | { readonly isUp: false; readonly reason: string };

/**
 * Whether one dependency is up, from what its probe saw. An outright failure counts at once; a probe that waited in vain
 * does not, it only adds to the silence. So a slow dependency that still answers never makes readiness flap.
 */
export class DependencyState {
  private failuresInARow = 0;
  private lastReason = 'not checked yet';
  private lastSuccess: number | undefined;

  succeeded(now: number): void {
    this.failuresInARow = 0;
    this.lastSuccess = now;
  }

  failed(reason: string): void {
    this.failuresInARow += 1;
    this.lastReason = reason;
  }

  waitedInVain(reason: string): void {
    this.lastReason = reason;
  }

  verdict(now: number): Verdict {
    if (this.lastSuccess === undefined) return { isUp: false, reason: this.lastReason };
    if (this.failuresInARow >= FAILURES_UNTIL_DOWN) return { isUp: false, reason: this.lastReason };
    const silentMs = now - this.lastSuccess;
    if (silentMs <= SILENCE_UNTIL_DOWN_MS) return { isUp: true };
    return { isUp: false, reason: `no answer for ${Math.round(silentMs / 1000)} s (${this.lastReason})` };
  }
}
