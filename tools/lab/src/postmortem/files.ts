import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EnvironmentError, messageOf, UsageError } from '../errors.ts';
import { toHtml } from '../report/document/to-html.ts';
import { toMarkdown } from '../report/document/to-markdown.ts';
import type { Postmortem } from './postmortem.ts';
import { documentOf } from './text/document.ts';

/** Where a report is. */
export interface ReportFiles {
  readonly markdown: string;
  readonly html: string;
}

export const filesIn = (folder: string): ReportFiles => ({
  markdown: join(folder, 'postmortem.md'),
  html: join(folder, 'postmortem.html'),
});

/** People write their causes and actions into the Markdown: a second report must not take them away. */
export async function refuseToOverwrite({ markdown }: ReportFiles): Promise<void> {
  const exists = await access(markdown).then(
    () => true,
    () => false,
  );
  if (exists)
    throw new UsageError(
      `${markdown} exists, and somebody may have written in it. Give another folder with --out, or overwrite it with --force`,
    );
}

/** Writes the report twice: as Markdown with its pictures beside it, and as one page that needs nothing else. */
export async function writeReport(folder: string, postmortem: Postmortem): Promise<ReportFiles> {
  const document = documentOf(postmortem);
  const files = filesIn(folder);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(files.html, toHtml(document));
    for (const block of document.blocks)
      if (block.kind === 'figure') await writeFile(join(folder, `${block.name}.svg`), block.svg);
    await writeFile(files.markdown, toMarkdown(document));
  } catch (error) {
    throw new EnvironmentError(`the report cannot be written to ${folder}: ${messageOf(error)}`);
  }
  return files;
}
