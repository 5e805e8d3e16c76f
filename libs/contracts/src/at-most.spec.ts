import { atMost } from './at-most';

describe('atMost', () => {
  it('is true when the work ends in time, and false when it does not', async () => {
    await expect(atMost(1000, Promise.resolve())).resolves.toBe(true);
    await expect(atMost(10, new Promise(() => undefined))).resolves.toBe(false);
  });

  it('passes on why the work failed, and ignores a failure that comes too late', async () => {
    const late = Promise.withResolvers<void>();
    await expect(atMost(1000, Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(atMost(10, late.promise)).resolves.toBe(false);
    late.reject(new Error('too late'));
  });
});
