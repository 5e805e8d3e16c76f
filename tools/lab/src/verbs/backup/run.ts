import { resolve } from 'node:path';
import { labOf } from '../../backup/lab-of.ts';
import { makeBackup } from '../../backup/make-backup.ts';
import { type LabContext, print, printJson } from '../../context.ts';
import { EXIT, type ExitCode } from '../../errors.ts';

export async function run(context: LabContext, folder: string, settleMs: number): Promise<ExitCode> {
  const directory = resolve(folder);
  const lab = await labOf(context);
  const { manifest, pausedMs } = await makeBackup(lab, { directory, settleMs }).finally(() =>
    lab.events.sent(),
  );
  if (context.json) printJson(context, { directory, pausedMs, ...manifest });
  else {
    const { accepted } = manifest.orders;
    print(
      context,
      `✓ ${directory}: ${accepted} orders; gateway was paused for ${(pausedMs / 1000).toFixed(1)} s`,
    );
    print(context, `  restore it with: ./lab restore ${directory}`);
  }
  return EXIT.held;
}
