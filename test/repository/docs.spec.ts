import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseDotenv } from '../../tools/lab/src/model/dotenv.ts';
import { readModel } from '../../tools/lab/src/model/read-model.ts';
import { Recipe, Service } from '../../tools/lab/src/model/schema.ts';
import { DEFAULT_PORT as DASH_PORT } from '../../tools/lab/src/verbs/dash/plan.ts';
import { OUTPUTS } from '../support/lesson-outputs.ts';
import { readLessons } from '../support/lessons.ts';

const ROOT = resolve(__dirname, '../..');

/** The text below one `## heading`. */
const section = (file: string, heading: string): string => {
  const [, text] = readFileSync(join(ROOT, file), 'utf8').split(`\n## ${heading}\n`);
  if (text === undefined) throw new Error(`${file} has no "## ${heading}"`);
  return text.split('\n## ')[0] ?? '';
};

it("the README's table of ports has every port that a service listens on, and no other", () => {
  // Whatever ports the reader's own .env has moved.
  const env = parseDotenv(readFileSync(join(ROOT, '.env.example'), 'utf8'), {}, '.env.example');
  const { services } = readModel({ root: ROOT, env });
  const published = services.flatMap(({ ports, native }) => [
    ...ports.map((port) => port.published),
    ...(native?.ports ?? []).map(Number),
  ]);
  // The one that is no part of the lab: it listens while somebody looks.
  published.push(DASH_PORT);
  const told = [...section('README.md', 'Ports').matchAll(/\b\d{4,5}\b/g)].map(([port]) => Number(port));
  const ascending = (a: number, b: number): number => a - b;
  expect(told.sort(ascending)).toEqual(published.sort(ascending));
});

it.each([
  ['a service', Service],
  ['its `x-native`', Recipe],
])('the engines page lists every Compose key of %s that is not refused, and no other', (row, schema) => {
  const line = section('docs/engines.md', 'Supported Compose keys')
    .split('\n')
    .find((each) => each.startsWith(`| ${row} `));
  const [, , ...cells] = line?.split('|') ?? [];
  const told = [...cells.join('|').matchAll(/`([\w-]+)`/g)].map(([, key]) => key);
  expect(told.sort()).toEqual(Object.keys(schema.shape).sort());
});

it('the index of decisions lists each of them once, in order', () => {
  const index = readFileSync(join(ROOT, 'docs/adr/README.md'), 'utf8');
  const listed = [...index.matchAll(/^\| \[\d{4}\]\((.+?)\)/gm)].map(([, file]) => file);
  const files = readdirSync(join(ROOT, 'docs/adr')).filter((name) => /^\d{4}-/.test(name));
  expect(listed).toEqual(files.sort());
});

describe('a lesson', () => {
  const PARTS = ['Do it', 'What you see', 'Why it matters', 'A question', 'The answer'];
  const lessons = readdirSync(join(ROOT, 'docs/lessons')).filter((name) => name !== 'README.md');

  it('is in the index', () => {
    const index = readFileSync(join(ROOT, 'docs/lessons/README.md'), 'utf8');
    const listed = [...index.matchAll(/^\| \d+\. \[[^\]]+\]\(([\w-]+\.md)\)/gm)].map(([, file]) => file);
    expect(listed.sort()).toEqual(lessons.sort());
  });

  it.each(lessons)('has two paragraphs, commands, and a question with its answer: %s', (name) => {
    const [head = '', ...sections] = readFileSync(join(ROOT, 'docs/lessons', name), 'utf8').split('\n## ');
    expect(head.trim().split('\n\n')).toHaveLength(3); // the title, and two paragraphs
    expect(sections.map((text) => text.split('\n')[0])).toEqual(PARTS);
    expect(sections[0]).toContain('```sh lesson');
  });

  it.each(lessons)('shows no command that no test runs: %s', (name) => {
    const text = readFileSync(join(ROOT, 'docs/lessons', name), 'utf8');
    const fences = [...text.matchAll(/^```(sh\b.*)$/gm)].map(([, fence]) => fence ?? '');
    expect(fences.filter((fence) => fence !== 'sh lesson')).toEqual([]);
  });

  it('has commands, and a test that knows what they print', () => {
    const named = readLessons(ROOT).filter(({ blocks }) => blocks.length > 0);
    expect(named.map(({ name }) => name)).toEqual(Object.keys(OUTPUTS));
  });
});
