import { within } from './within.ts';

it('gives what the work gives', async () => {
  await expect(within(60_000, 'undoing it', Promise.resolve('done'))).resolves.toBe('done');
  await expect(within(60_000, 'undoing it', Promise.reject(new Error('refused')))).rejects.toThrow('refused');
});

it('does not wait longer than the deadline', async () => {
  const never = new Promise<never>(() => undefined);
  await expect(within(5, 'undoing redis frozen', never)).rejects.toThrow(
    'undoing redis frozen: not done within 0.005 s',
  );
});
