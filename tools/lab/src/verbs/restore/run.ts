import { resolve } from 'node:path';
import { labOf } from '../../backup/lab-of.ts';
import { hasHeld, restoreBackup } from '../../backup/restore-backup.ts';
import { type LabContext, print, printJson } from '../../context.ts';
import { EXIT, type ExitCode } from '../../errors.ts';

export async function run(context: LabContext, folder: string, replace: boolean): Promise<ExitCode> {
  const directory = resolve(folder);
  const lab = await labOf(context);
  const { manifest, verdict } = await restoreBackup(lab, { directory, replace });
  // Afterwards only: oncall's journal is replaced, too.
  lab.events.report({ kind: 'other', text: `lab restore: the backup of ${manifest.madeAt} is in place` });
  await lab.events.sent();
  const held = hasHeld(verdict, manifest);
  if (context.json) printJson(context, { directory, held, manifest, verdict });
  else if (held)
    print(
      context,
      `✓ held: all ${verdict.accepted} orders of ${manifest.madeAt} are back, and the audit holds`,
    );
  else {
    const broken = Object.keys(verdict.violationCounts).join(', ') || 'none';
    print(
      context,
      `✗ refuted: ${verdict.accepted} of ${manifest.orders.accepted} orders; broken rules: ${broken}`,
    );
    print(context, '  gateway stays paused; see `lab audit`, and resume it with `lab resume gateway`');
  }
  return held ? EXIT.held : EXIT.refuted;
}
