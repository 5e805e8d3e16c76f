import { readFile } from 'node:fs/promises';
import { type LabContext, print, say } from '../../context.ts';
import { chaosFolder, filesIn, findRun } from '../../chaos/report/files.ts';
import { EXIT, type ExitCode } from '../../errors.ts';

export async function run(context: LabContext, name: string | undefined): Promise<ExitCode> {
  const files = filesIn(await findRun(chaosFolder(context), name));
  print(context, (await readFile(context.json ? files.json : files.markdown, 'utf8')).trimEnd());
  say(context, `as a page: ${files.html}`);
  return EXIT.held;
}
