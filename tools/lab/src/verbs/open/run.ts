import { type LabContext, print, printJson } from '../../context.ts';
import { resolveEngine } from '../../engines/index.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { openInBrowser } from '../../process/open-in-browser.ts';
import { pageOf, pagesOf } from './plan.ts';

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
