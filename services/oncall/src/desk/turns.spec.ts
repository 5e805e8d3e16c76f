import { Turns } from './turns';

it('runs one after the other, in order, whatever becomes of those before', async () => {
  const turns = new Turns();
  const told: string[] = [];
  const work = (name: string, wait: Promise<unknown>) => async () => {
    told.push(`${name} begins`);
    await wait;
    told.push(`${name} ends`);
    return name;
  };
  let go = (): void => undefined;
  const gate = new Promise<void>((resolve) => (go = resolve));
  const first = turns.run(work('first', gate));
  const second = turns.run(work('second', Promise.reject(new Error('second fails'))));
  const third = turns.run(work('third', Promise.resolve()));
  const failed = expect(second).rejects.toThrow('second fails');
  go();
  await failed;
  expect([await first, await third]).toEqual(['first', 'third']);
  expect(told).toEqual(['first begins', 'first ends', 'second begins', 'third begins', 'third ends']);
});
