import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabContext } from '../../context.ts';
import { commitSubjects, faultOf } from './commit-subjects.ts';
import type { Outcome } from './suite.ts';

describe('a commit subject', () => {
  it.each([
    'feat(lab): open the shop before programs are built',
    'fix!: refuse orders without an idempotency key',
    'docs: process the report in the glossary',
    'build: embed the licence',
    `test: ${'x'.repeat(10)} ${'y'.repeat(43)}`,
  ])('may be "%s"', (subject) => {
    expect(faultOf(subject)).toBeUndefined();
  });

  it.each([
    ['Open the shop first', 'is not "type: verb'],
    ['feature: open the shop first', 'is not "type: verb'],
    ['feat(shop): open the shop first', 'is not "type: verb'],
    ['feat: Open the shop first', 'is not "type: verb'],
    ['feat:open the shop first', 'is not "type: verb'],
    ['feat: open', 'is not "type: verb'],
    ['feat: opened the shop first', 'begins with "opened"'],
    ['feat: opening the shop first', 'begins with "opening"'],
    ['feat: opens the shop first', 'begins with "opens"'],
    [`test: ${'x'.repeat(10)} ${'y'.repeat(44)}`, 'is 61 characters long'],
  ])('may not be "%s"', (subject, fault) => {
    expect(faultOf(subject)).toContain(fault);
  });
});

describe('the check of commit subjects', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'lab-subjects-'))));
  afterEach(() => rmSync(root, { recursive: true }));

  const git = (...args: string[]): unknown =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
      cwd: root,
      stdio: 'ignore',
    });
  const commit = (subject: string): unknown => git('commit', '--allow-empty', '--message', subject);
  const check = (): Promise<Outcome> => {
    const { signal } = new AbortController();
    // Git looks no higher for a repository than this folder.
    const env = { PATH: process.env['PATH'] ?? '', GIT_CEILING_DIRECTORIES: tmpdir() };
    return commitSubjects.run({
      context: { root, env, signal } as unknown as LabContext,
      env: {},
      onLine: () => undefined,
      niceness: 0,
    });
  };

  it('judges every commit of a clone that lacks the one it begins after', async () => {
    git('init');
    commit('added a shop');
    commit('feat: open the shop');
    const { failed, report } = await check();
    expect(failed).toBe(1);
    expect(report).toMatch(/^[0-9a-f]+ added a shop\n {2}is not/);
    expect(report).not.toContain('open the shop');
  });

  it('passes where every subject is right', async () => {
    git('init');
    commit('feat: open the shop');
    expect(await check()).toMatchObject({ passed: 1, failed: 0 });
  });

  it('is skipped, with its reason, outside a repository', async () => {
    expect(await check()).toMatchObject({
      passed: 0,
      failed: 0,
      skipped: 1,
      reason: expect.stringContaining('no git repository'),
    });
  });
});
