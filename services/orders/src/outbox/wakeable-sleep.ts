/** The pauses of a loop that is woken by others. A wake-up between two pauses is not lost: it shortens the next one. */
export class WakeableSleep {
  private isWoken = false;
  private isEnded = false;
  private endPause: (() => void) | undefined;
  private wakesPause = false;

  wake(): void {
    this.isWoken = true;
    if (this.wakesPause) this.endPause?.();
  }

  /** Ends this pause and lets no other begin. */
  end(): void {
    this.isEnded = true;
    this.endPause?.();
  }

  /** Until woken, or the time is over; resolves to whether it was woken. */
  async untilWoken(longestMs: number): Promise<boolean> {
    if (!this.isWoken) await this.pause(longestMs, true);
    return this.isWoken;
  }

  /** The whole time, woken or not; wake-ups up to its end are used up, because what they announce is seen afterwards. */
  async atLeast(ms: number): Promise<void> {
    await this.pause(ms, false);
    this.isWoken = false;
  }

  private pause(ms: number, wakes: boolean): Promise<void> {
    if (this.isEnded) return Promise.resolve();
    this.wakesPause = wakes;
    return new Promise((resolve) => {
      const timeout = setTimeout(resolve, ms);
      this.endPause = (): void => {
        clearTimeout(timeout);
        resolve();
      };
    });
  }
}
