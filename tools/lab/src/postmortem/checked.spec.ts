import { checked, isChecked } from './checked.ts';

const asking = (limitMs = 60_000, signal = new AbortController().signal) => ({ limitMs, signal });

describe('what is checked', () => {
  it('is what was answered, or the reason why not', async () => {
    expect(await checked(asking(), async () => 7)).toEqual({ value: 7 });
    const failed = await checked(asking(), () => Promise.reject(new Error('Loki is away')));
    expect([failed, isChecked(failed)]).toEqual([{ notChecked: 'Loki is away' }, false]);
  });

  it('is given up after its limit, whether or not the question listens to it', async () => {
    let told: AbortSignal | undefined;
    const never = (signal: AbortSignal): Promise<never> => {
      told = signal;
      return new Promise(() => undefined);
    };
    expect(await checked(asking(10), never)).toEqual({ notChecked: 'no answer within 0.01 s' });
    expect(told?.aborted).toBe(true);
  });

  it('rejects where the command itself ends', async () => {
    const command = new AbortController();
    const asked = checked(asking(60_000, command.signal), async (signal) => {
      command.abort(new Error('interrupted'));
      signal.throwIfAborted();
    });
    await expect(asked).rejects.toThrow('interrupted');
  });
});
