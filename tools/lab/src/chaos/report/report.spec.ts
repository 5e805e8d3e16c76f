import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judge, verdictOf } from '../judge.ts';
import { evidence, HYPOTHESIS, runSummary } from '../testing/evidence.ts';
import type { ChaosReport } from './chaos-report.ts';
import { findRun, writeChaosReport } from './files.ts';
import { linesOf } from './lines.ts';

const reportOf = (changes: Partial<ChaosReport> = {}): ChaosReport => {
  const findings = judge({ hypothesis: HYPOTHESIS, clientsRetry: true }, evidence());
  return {
    experiment: 'orders-killed',
    title: 'A crash of orders loses no order',
    description: 'The orders service is killed.\nIt teaches <b>much</b>.',
    ...{ engine: 'native', startedAt: '2026-11-28T22:00:00.000Z', expected: 'held' },
    ...{ verdict: verdictOf(findings), held: true, findings, control: runSummary(), evidence: evidence() },
    steps: ['load steady: 20/s for 40 s', 'wait 8 s', 'kill orders'],
    limits: { accepted: 0.999, acceptSeconds: 0.25 },
    ...changes,
  };
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-chaos-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the report of an experiment', () => {
  it('is Markdown, JSON, and one page with the picture in it', async () => {
    const files = await writeChaosReport(folder, reportOf());
    expect(readdirSync(folder).sort()).toEqual(['report.html', 'report.json', 'report.md', 'timeline.svg']);
    const [markdown, page] = [readFileSync(files.markdown, 'utf8'), readFileSync(files.html, 'utf8')];
    expect(markdown).toContain('# orders-killed: held');
    expect(markdown).toContain('| ✓ | no accepted order is lost or duplicated | 800 acknowledged: 800 ok,');
    expect(markdown).toContain('is killed.\n\nIt teaches \\<b\\>much\\</b\\>.');
    expect(markdown).toMatch(/!\[.*\]\(timeline\.svg\)/);
    expect(page).toContain('<svg');
    expect(page).not.toContain('<b>much');
    expect(JSON.parse(readFileSync(files.json, 'utf8'))).toMatchObject({ verdict: 'held', expected: 'held' });
  });

  it('has load, errors, latency, faults and alerts in one picture', async () => {
    await writeChaosReport(folder, reportOf());
    const picture = readFileSync(join(folder, 'timeline.svg'), 'utf8');
    for (const text of [
      'Requests per second',
      'Error ratio',
      'Latency',
      'orders crashed',
      'ServiceDown page',
    ])
      expect(picture).toContain(text);
    const before = { alert: 'DiskFull', objective: undefined, severity: 'page', from: 1_000, to: null };
    await writeChaosReport(folder, reportOf({ evidence: evidence({ alerts: { value: [before] } }) }));
    expect(readFileSync(join(folder, 'timeline.svg'), 'utf8')).not.toContain('DiskFull');
    expect(readFileSync(join(folder, 'report.md'), 'utf8')).toContain('DiskFull');
  });

  it('of a control run that was not clean has no picture and no second column', async () => {
    const { evidence: _none, ...unclean } = reportOf({ verdict: 'not judged' });
    const { markdown } = await writeChaosReport(folder, unclean);
    const text = readFileSync(markdown, 'utf8');
    expect(text).toContain('The experiment expects: held.');
    expect(text).toContain('| requests | 900 | \\- |');
    expect(readdirSync(folder)).not.toContain('timeline.svg');
  });

  it('ends with the verdict at the terminal, and what the file expects where that differs', () => {
    const shown = (changes: Partial<ChaosReport>) => linesOf(reportOf(changes), { html: 'report.html' });
    expect(shown({}).at(-1)).toBe('✓ held: A crash of orders loses no order');
    expect(shown({ verdict: 'refuted' }).slice(-2)).toEqual([
      '✗ refuted: A crash of orders loses no order',
      '  its file expects: held',
    ]);
  });
});

describe('the runs of a lab', () => {
  it('are found by name, the newest one without', async () => {
    for (const run of ['2026-11-28T21-a', '2026-11-28T22-b'])
      await writeChaosReport(join(folder, run), reportOf());
    expect(await findRun(folder)).toBe(join(folder, '2026-11-28T22-b'));
    expect(await findRun(folder, '2026-11-28T21-a')).toBe(join(folder, '2026-11-28T21-a'));
    await expect(findRun(folder, '../..')).rejects.toThrow(/^no report of a run \.\.\/\.\.; available: 2026/);
  });

  it('may be none', async () => {
    await expect(findRun(join(folder, 'none'))).rejects.toThrow('none yet; see lab chaos run');
  });
});
