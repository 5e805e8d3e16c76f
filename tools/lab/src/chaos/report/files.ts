import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabContext } from '../../context.ts';
import { codeOf, UsageError } from '../../errors.ts';
import { toHtml } from '../../report/document/to-html.ts';
import { toMarkdown } from '../../report/document/to-markdown.ts';
import type { ChaosReport } from './chaos-report.ts';
import { documentOf } from './document.ts';

/** Where a report is. */
export interface ReportFiles {
  readonly markdown: string;
  readonly html: string;
  readonly json: string;
}

export const chaosFolder = ({ stateDir }: Pick<LabContext, 'stateDir'>): string => join(stateDir, 'chaos');

export const filesIn = (folder: string): ReportFiles => ({
  markdown: join(folder, 'report.md'),
  html: join(folder, 'report.html'),
  json: join(folder, 'report.json'),
});

export async function writeChaosReport(folder: string, report: ChaosReport): Promise<ReportFiles> {
  const [document, files] = [documentOf(report), filesIn(folder)];
  await mkdir(folder, { recursive: true });
  await writeFile(files.html, toHtml(document));
  for (const block of document.blocks)
    if (block.kind === 'figure') await writeFile(join(folder, `${block.name}.svg`), block.svg);
  await writeFile(files.markdown, toMarkdown(document));
  // Last: a folder with it is a run that has ended.
  await writeFile(files.json, `${JSON.stringify(report, null, 2)}\n`);
  return files;
}

/** The folder of a run, or of the newest one that has a report. */
export async function findRun(folder: string, name?: string): Promise<string> {
  const runs = await endedRuns(folder);
  const found = name === undefined ? runs.at(-1) : runs.find((run) => run === name);
  if (found !== undefined) return join(folder, found);
  const known = runs.length === 0 ? 'none yet; see lab chaos run' : runs.join(', ');
  throw new UsageError(`no report${name === undefined ? '' : ` of a run ${name}`}; available: ${known}`);
}

/** Their names begin with the time. */
async function endedRuns(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const run of (await entriesOf(folder)).toSorted())
    if ((await entriesOf(join(folder, run))).includes('report.json')) found.push(run);
  return found;
}

const entriesOf = (folder: string): Promise<string[]> =>
  readdir(folder).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return [];
    throw error;
  });
