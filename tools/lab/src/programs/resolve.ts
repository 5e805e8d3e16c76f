import { programOf } from './catalogue.ts';
import { companionPath, findProgram } from './find.ts';
import type { Place } from './machine.ts';

/**
 * The absolute path of an executable that the catalogue knows (`postgres`, `initdb`, `k6`, …), or undefined where it is
 * not on this machine or of a version that the lab does not work with. Installs nothing.
 */
export async function resolveProgram(executable: string, place: Place): Promise<string | undefined> {
  const program = programOf(executable);
  if (program === undefined) return undefined;
  const finding = await findProgram(program, place);
  if (finding.kind !== 'found') return undefined;
  if (executable === program.name || executable === program.executables[0]) return finding.program.path;
  return companionPath(finding.program, executable);
}
