import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

/** Lints one page with the repository's rules, beside a page `other.md` with the heading "Here". */
function findings(text: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'lab-markdown-'));
  try {
    writeFileSync(join(folder, 'other.md'), '# Other\n\n## Here\n');
    writeFileSync(join(folder, 'page.md'), `# Page\n\n## Part one\n\n${text}\n`);
    const linter = join(ROOT, 'node_modules/markdownlint-cli2/markdownlint-cli2-bin.mjs');
    const { NODE_OPTIONS: _jests, ...env } = process.env;
    const { status, stderr } = spawnSync(
      process.execPath,
      [linter, '--config', join(ROOT, '.markdownlint-cli2.mjs')],
      { cwd: folder, encoding: 'utf8', env },
    );
    const rules = [...stderr.matchAll(/^page\.md\S* error (?:MD\d+\/)?(\S+)/gm)].map(
      ([, rule]) => rule ?? '',
    );
    expect(status).toBe(rules.length === 0 ? 0 : 1);
    return rules;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it.each([
  ['[a page](other.md), [a heading](other.md#here), [from the root](/other.md), [below](#part-one)'],
  ['[a site](https://example.org/a#b), [this machine](http://127.0.0.1:3000), <mailto:a@example.org>'],
])('accepts links that lead somewhere: %s', (text) => {
  expect(findings(text)).toEqual([]);
});

it.each([
  ['a file that does not exist', '[a page](missing.md)', 'relative-links'],
  ['an image that does not exist', '![a picture](missing.svg)', 'relative-links'],
  ['a heading that another page does not have', '[a heading](other.md#there)', 'relative-links'],
  ['a file that the root does not have', '[from the root](/missing.md)', 'relative-links'],
  ['a heading that this page does not have', '[below](#part-two)', 'link-fragments'],
  ['an address without encryption', '[a site](http://example.org)', 'external-links'],
  ['a host name cut short', '[a site](https://example)', 'external-links'],
  ['a scheme misspelled', '[a site](htps://example.org)', 'external-links'],
  ['Markdown that renders wrongly', '(a page)[other.md]', 'no-reversed-links'],
])('refuses %s: %s', (_what, text, rule) => {
  expect(findings(text)).toEqual([rule]);
});
