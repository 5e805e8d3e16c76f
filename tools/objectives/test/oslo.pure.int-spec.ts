import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const LIMIT_MS = 30_000;
const SHIPPED = join(__dirname, '../../../prometheus/slo');

/** OpenSLO's own validator; where it is not available, these specs skip themselves by name. */
const oslo = process.env['TEST_OSLO'];
const describeWithOslo = oslo === undefined ? describe.skip : describe;

/** What it says of a file; empty if that is valid. */
const problemsOf = (file: string): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(oslo ?? 'oslo', ['validate', '--file', file], { timeout: LIMIT_MS }, (error, stdout, stderr) => {
      if (error === null) resolve('');
      // 1: the file is wrong. Anything else: oslo did not come so far.
      else if (error.code === 1) resolve(`${stdout}${stderr}`);
      else reject(error);
    });
  });

describeWithOslo("OpenSLO's own validator", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'oslo-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('takes every file of objectives', async () => {
    const files = (await readdir(SHIPPED)).filter((name) => name.endsWith('.yaml'));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expect([file, await problemsOf(join(SHIPPED, file))]).toEqual([file, '']);
  });

  it.each([
    ['a share written as a percentage', 'target: 0.99 }', 'target: 99.9 }'],
    ['a ratio without its total', / {8}total:[^]*?(?= {2}timeWindow)/, ''],
    ['another budgeting method', 'Occurrences', 'Sometimes'],
    ['no kind', 'kind: SLO', 'kind: Objective'],
  ])('refuses %s', async (_, from, to) => {
    const text = await readFile(join(SHIPPED, 'settling.yaml'), 'utf8');
    const file = join(folder, 'broken.yaml');
    const broken = text.replace(from, to);
    expect(broken).not.toBe(text);
    await writeFile(file, broken);
    expect(await problemsOf(file)).not.toBe('');
  });
});
