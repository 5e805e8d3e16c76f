import { once } from 'node:events';
import { type LabContext, print, say } from '../../context.ts';
import { resolveEngine } from '../../engines/index.ts';
import { EnvironmentError, EXIT, type ExitCode } from '../../errors.ts';
import { openInBrowser } from '../../process/open-in-browser.ts';
import type { DashPlan } from './plan.ts';
import { startPage } from './start-page.ts';
import { storeUrlsOf } from './stores.ts';

/** Serves until it is interrupted, which is how it is meant to end. */
export async function run(context: LabContext, plan: DashPlan): Promise<ExitCode> {
  const engine = await resolveEngine(context);
  const status = await engine.status();
  if (status.every(({ state }) => state === 'absent'))
    throw new EnvironmentError('no lab is running; start one with "./lab up"');
  const server = await startPage({
    root: context.root,
    port: plan.port,
    boards: plan.boards,
    stores: storeUrlsOf(engine),
    onError: (message) => say(context, message),
  });
  try {
    print(context, server.url);
    say(context, 'press Ctrl-C to stop');
    if (plan.opensBrowser) await openInBrowser(context, server.url);
    if (!context.signal.aborted) await once(context.signal, 'abort');
  } finally {
    await server.close();
  }
  return EXIT.held;
}
