import { METRICS } from '@lab/contracts';
import { BrokenCircuitError, CircuitState, CountBreaker } from 'cockatiel';
import { gauge } from '../metrics/metrics';
import { AttemptFailed } from './attempt';
import { isRefusal } from './remote-problem';

/** After this a broken circuit lets one call through, to see. */
export const BREAK_MS = 1000;

const SHOWN = { closed: 0, half_open: 1, open: 2 } as const;
type State = keyof typeof SHOWN;

/** What an attempt says about the other service; `nothing` if its caller disconnected. */
type Verdict = 'works' | 'fails' | 'refuses' | 'nothing';

const verdictOf = (error: unknown): Verdict => {
  if (!(error instanceof AttemptFailed) || error.reason === 'aborted') return 'nothing';
  return error.answer && isRefusal(error.answer) ? 'refuses' : 'fails';
};

/**
 * More than half of the last 20 attempts failed: calls fail at once until the other service answers again. No answer in
 * time, no connection and 5xx are failures. A refusal (see `isRefusal`) does not count: the other service works, and says how long
 * to stay away. cockatiel counts, but does not decide (ADR 0015): while its circuit is half open, callers wait for the
 * trial call without a limit, and a trial that its caller abandons closes the circuit.
 */
export class Circuit {
  private readonly counts = new CountBreaker({ threshold: 0.5, size: 20, minimumNumberOfCalls: 10 });
  private readonly shown = gauge({
    name: METRICS.httpClientBreaker,
    help: 'Circuit breaker: 0 closed, 1 half open, 2 open.',
  });
  private state: State = 'closed';
  private openedAt = 0;
  private isTrialRunning = false;

  constructor(private readonly client: string) {
    this.become('closed');
  }

  get isClosed(): boolean {
    return this.state === 'closed';
  }

  /** Throws BrokenCircuitError where a call would be refused now. `canTry`: whether it may be the trial call. */
  check(canTry: boolean): void {
    if (this.state === 'closed') return;
    const isDue = this.state === 'half_open' || performance.now() - this.openedAt >= BREAK_MS;
    if (!isDue || !canTry || this.isTrialRunning) throw new BrokenCircuitError();
  }

  /** Runs the attempt, as the trial call where the circuit is not closed, or throws as `check` does. */
  async run<T>(attempt: () => Promise<T>, canTry: boolean): Promise<T> {
    this.check(canTry);
    const isTrial = !this.isClosed;
    if (isTrial) this.startTrial();
    const decide = (verdict: Verdict): void => (isTrial ? this.decideTrial(verdict) : this.count(verdict));
    try {
      const result = await attempt();
      decide('works');
      return result;
    } catch (error) {
      decide(verdictOf(error));
      throw error;
    }
  }

  private startTrial(): void {
    this.isTrialRunning = true;
    this.become('half_open');
  }

  /** After a trial that its caller abandoned the circuit stays half open: the next call is the trial. */
  private decideTrial(verdict: Verdict): void {
    this.isTrialRunning = false;
    if (verdict === 'nothing') return;
    if (verdict === 'fails') {
      this.open();
      return;
    }
    this.counts.success(CircuitState.HalfOpen); // which forgets what was before
    this.become('closed');
  }

  /** An attempt that began before the circuit opened says nothing about the time after. */
  private count(verdict: Verdict): void {
    if (!this.isClosed) return;
    if (verdict === 'works') this.counts.success(CircuitState.Closed);
    if (verdict === 'fails' && this.counts.failure(CircuitState.Closed)) this.open();
  }

  private open(): void {
    this.openedAt = performance.now();
    this.become('open');
  }

  private become(state: State): void {
    this.state = state;
    this.shown.set({ client: this.client }, SHOWN[state]);
  }
}
