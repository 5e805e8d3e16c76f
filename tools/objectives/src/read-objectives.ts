import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, isNode, LineCounter, parseAllDocuments } from 'yaml';
import type { z } from 'zod';
import { type Objective, toObjective } from './objective.ts';
import { OpenSlo } from './openslo.ts';

/** Everything that is wrong with the files, a line each: `FILE:LINE: path: what is wrong`. */
export class InvalidObjectives extends Error {
  override readonly name = 'InvalidObjectives';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

interface Read {
  readonly objectives: readonly Objective[];
  readonly problems: readonly string[];
}

/** The objectives of one file, which may hold several documents. */
export function readFile(name: string, text: string): Read {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines });
  const read = [...documents].map((document) => readDocument(name, document, lines));
  return {
    objectives: read.flatMap(({ objectives }) => objectives),
    problems: read.flatMap(({ problems }) => problems),
  };
}

function readDocument(file: string, document: Document.Parsed, lines: LineCounter): Read {
  const at = (offset: number): string => `${file}:${lines.linePos(offset).line}`;
  if (document.errors.length > 0)
    return {
      objectives: [],
      problems: document.errors.map(({ pos, message }) => `${at(pos[0])}: ${message.split('\n')[0] ?? ''}`),
    };
  const parsed = OpenSlo.safeParse(document.toJS());
  if (parsed.success) return { objectives: [toObjective(parsed.data)], problems: [] };
  const problems = parsed.error.issues.map(
    (issue) => `${at(offsetOf(document, issue))}: ${issue.path.join('.') || '(document)'}: ${issue.message}`,
  );
  return { objectives: [], problems };
}

/** Where the value is, or the nearest thing around it: what is missing has no place of its own. */
function offsetOf(document: Document.Parsed, { path }: z.core.$ZodIssue): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.range[0];
}

/** All objectives of a folder, by name. Throws InvalidObjectives with every problem of every file. */
export function readObjectives(folder: string): readonly Objective[] {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort();
  const read = files.map((name) => readFile(name, readFileSync(join(folder, name), 'utf8')));
  const objectives = read.flatMap((each) => each.objectives);
  const names = objectives.map(({ name }) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  const problems = [
    ...read.flatMap((each) => each.problems),
    ...twice.map((name) => `${name}: two objectives have this name`),
    ...(files.length === 0 ? [`${folder}: no objective, which would be a .yaml file`] : []),
  ];
  if (problems.length > 0) throw new InvalidObjectives(problems);
  return objectives.toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
}
