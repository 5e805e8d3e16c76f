import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { shopOrders } from '@lab/analysis/testing/shop';
import { lab } from '../../testing/lab.ts';

describe('lab trace', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-trace-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (name: string, content: string | Buffer): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const before = write('before.json', JSON.stringify({ data: shopOrders(100, 1) }));
  const slow = { data: shopOrders(60, 2, () => ({ slower: { EVAL: 60 } })) };
  const after = write('after.json.gz', gzipSync(JSON.stringify(slow)));

  it('find: reads files, compressed or not, and prints what it found as JSON', async () => {
    const { exitCode, stdout } = await lab(
      'trace',
      'find',
      '--baseline',
      before,
      '--suspect',
      after,
      '--json',
    );
    expect(exitCode).toBe(0);
    const { findings } = JSON.parse(stdout) as { findings: object[] };
    expect(findings[0]).toMatchObject({ service: 'redis', operation: 'EVAL', cause: 'call-time' });
    expect(Object.keys(findings[0]!)).toEqual(
      expect.arrayContaining(['service', 'operation', 'cause', 'confidence', 'path', 'traces']),
    );
  });

  it('find: an empty list where nothing is unusual', async () => {
    const { stdout } = await lab('trace', 'find', '--baseline', before, '--suspect', before, '--json');
    expect(JSON.parse(stdout)).toEqual({ findings: [] });
  });

  it.each([
    ['does not exist', join(folder, 'none.json'), /none\.json does not exist/],
    ['is no JSON', write('text.json', 'hello'), /text\.json is no JSON/],
    ['is damaged', write('cut.gz', gzipSync('[]').subarray(0, 12)), /cut\.gz is damaged/],
    ['is something else', write('other.json', '{}'), /cannot read .*other\.json: neither Jaeger's API JSON/],
    ['is empty', write('empty.json', '{"data":[]}'), /empty\.json holds no trace/],
  ])('find: a usage error where a file %s', async (_, file, message) => {
    const { exitCode, stderr } = await lab('trace', 'find', '--baseline', before, '--suspect', file);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('show: needs the whole id', async () => {
    const { exitCode, stderr } = await lab('trace', 'show', 'a3ce929d0e0e4736');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('It must have all 32 hexadecimal digits.');
  });

  it('evaluate: counts what was right, what was missed and what was a false alarm', async () => {
    const data = mkdtempSync(join(folder, 'cases-'));
    const into = (name: string, json: unknown): void =>
      writeFileSync(join(data, 'shop', name), JSON.stringify(json));
    mkdirSync(join(data, 'shop'));
    const fault = { kind: 'cpu_consumed', class: 'latency' };
    into('answers.json', [
      { id: 'case-01', service: 'redis', ...fault, kind: 'network_delay' },
      { id: 'case-02', service: 'orders', ...fault },
    ]);
    const baseline = { data: shopOrders(100, 1) };
    into('case-01.json', { baseline, suspect: slow });
    into('case-02.json', { baseline, suspect: { data: shopOrders(60, 3) } });
    const { exitCode, stdout } = await lab('trace', 'evaluate', '--data', data, '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ injections: 2, top1: 1, top3: 1, path: 1, falseAlarms: 0, controls: 2 },
      cases: [
        { rank: 1, isRightCause: true },
        { rank: null, found: [] },
      ],
    });
  });
});
