import { execa } from 'execa';
import { type LabContext, print, printJson, say } from '../../context.ts';
import { resolveEngine } from '../../engines/index.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { opener, pageOf, pagesOf } from './plan.ts';

const OPEN_LIMIT_MS = 5000;

export async function run(context: LabContext, name: string | undefined): Promise<ExitCode> {
  const { services } = await resolveEngine(context);
  if (name === undefined) {
    const pages = pagesOf(services);
    if (context.json) printJson(context, pages);
    else for (const page of pages) print(context, `${page.name.padEnd(16)} ${page.url}`);
    return EXIT.held;
  }
  const page = pageOf(name, services);
  if (context.json) printJson(context, [page]);
  else print(context, page.url);
  if (context.isTty && !context.json) await openInBrowser(context, page.url);
  return EXIT.held;
}

/** The address is printed already: a desktop that opens nothing is no failure of the lab. */
export async function openInBrowser(context: LabContext, url: string): Promise<void> {
  const command = opener(process.platform, context.env);
  if (command === undefined) return;
  const { exitCode } = await execa(command, [url], {
    reject: false,
    timeout: OPEN_LIMIT_MS,
    stdio: 'ignore',
  });
  if (exitCode !== 0) say(context, `${command} did not open it`);
}
