import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { codeOf, UsageError } from '../../../errors.ts';
import { readJsonFile } from '../read-json-file.ts';

const Answer = z.object({
  id: z.string().regex(/^[\w-]+$/),
  service: z.string(),
  kind: z.string(),
  class: z.enum(['latency', 'code']),
});

export interface Case extends z.infer<typeof Answer> {
  readonly folder: string;
  readonly file: string;
  /** Every third of its kind, in the order of the ids. It was not looked at while the finder was developed. */
  readonly isHeldOut: boolean;
}

/** The cases of each folder that has an answers.json. */
export async function casesIn(data: string): Promise<Case[]> {
  const entries = await readdir(data, { withFileTypes: true }).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') throw new UsageError(`${data} does not exist`);
    throw error;
  });
  const cases: Case[] = [];
  for (const { name } of entries.filter((entry) => entry.isDirectory()))
    cases.push(...(await casesOf(data, name)));
  if (cases.length === 0) throw new UsageError(`no folder of ${data} has an answers.json`);
  return cases;
}

async function casesOf(data: string, folder: string): Promise<Case[]> {
  const names = new Set(await readdir(join(data, folder)));
  if (!names.has('answers.json')) return [];
  const file = join(data, folder, 'answers.json');
  const answers = z.array(Answer).safeParse(await readJsonFile(file));
  if (!answers.success) throw new UsageError(`${file}: ${z.prettifyError(answers.error)}`);
  const seen = new Map<string, number>();
  return answers.data
    .toSorted((a, b) => a.id.localeCompare(b.id))
    .map((answer) => {
      const before = seen.get(answer.kind) ?? 0;
      seen.set(answer.kind, before + 1);
      return {
        ...answer,
        folder,
        file: join(data, folder, `${answer.id}.json${names.has(`${answer.id}.json.gz`) ? '.gz' : ''}`),
        isHeldOut: before % 3 === 2,
      };
    });
}
