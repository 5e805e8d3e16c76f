import { globSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { commandsOf, onlyLooks, readRunbooks } from '../support/runbooks.ts';

const ROOT = resolve(__dirname, '../..');

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const runbooks = readRunbooks(ROOT);

/** Every alert's name, with the runbook that it links to. */
const alerts = globSync('prometheus/rules/*.yml', { cwd: ROOT })
  .flatMap((file) => (parse(read(file)) as { groups: { rules: object[] }[] }).groups)
  .flatMap(({ rules }) => rules as { alert?: string; annotations?: Record<string, string> }[])
  .flatMap(({ alert, annotations }) => (alert === undefined ? [] : [[alert, annotations?.['runbook']]]));

const titles = (panels: readonly { title?: string; panels?: [] }[]): string[] =>
  panels.flatMap(({ title = '', panels: below = [] }) => [title, ...titles(below)]);
const panels = globSync('grafana/dashboards/*.json', { cwd: ROOT }).flatMap((file) =>
  titles((JSON.parse(read(file)) as { panels: [] }).panels),
);

it('the index of runbooks lists each of them once, in order', () => {
  const listed = [...read('docs/runbooks/README.md').matchAll(/^\| \[.+?\]\((.+?)\)/gm)].map(
    ([, file]) => file,
  );
  expect(listed).toEqual(runbooks.map(({ file }) => basename(file)));
});

it('the index lists every alert beside its runbook, and no other', () => {
  const rows = read('docs/runbooks/README.md').matchAll(/^\| \[.+?\]\((.+?)\) +\|(.+?)\|/gm);
  const listed = [...rows].flatMap(([, file, cell = '']) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, alert]) => [alert, `docs/runbooks/${file ?? ''}`].join(' ')),
  );
  expect(listed.sort()).toEqual([...new Set(alerts.map((alert) => alert.join(' ')))].sort());
});

describe.each(runbooks)('$file', ({ text }) => {
  it('names panels that exist', () => {
    const named = [...text.replaceAll(/\s+/g, ' ').matchAll(/\bpanel "(.+?)"/gi)].map(([, title]) => title);
    expect(named.filter((title) => !panels.includes(title ?? ''))).toEqual([]);
  });

  it('has commands, and none that changes the lab in a block that people copy', () => {
    const commands = commandsOf(text);
    expect(commands.length).toBeGreaterThan(0);
    expect(commands.filter((command) => !onlyLooks(command) && !/^(df|du) /.test(command))).toEqual([]);
  });
});
