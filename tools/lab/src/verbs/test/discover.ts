import { access, glob, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface Project {
  /** From the repository's root: `services/orders`. */
  readonly folder: string;
  /** `orders` */
  readonly name: string;
  readonly hasUnit: boolean;
  readonly hasIntegration: boolean;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** What has tests of its own: each project of the workspace, libraries first, and the specs about the repository itself. */
export async function findProjects(root: string): Promise<Project[]> {
  const has = (folder: string, file: string): Promise<boolean> => exists(join(root, folder, file));
  const projects: Project[] = [];
  for (const group of ['libs', 'services', 'tools', 'bench', 'test']) {
    for (const name of (await readdir(join(root, group))).sort()) {
      const folder = `${group}/${name}`;
      const [hasUnit, hasIntegration] = await Promise.all([
        has(folder, 'jest.config.cjs'),
        has(folder, 'jest.int.config.cjs'),
      ]);
      if (hasUnit || hasIntegration) projects.push({ folder, name, hasUnit, hasIntegration });
    }
  }
  return projects;
}

/** Everything that has a tsconfig of its own: the projects, and what lies beside them. */
export async function findTypedFolders(root: string): Promise<string[]> {
  const folders: string[] = [];
  for await (const file of glob(
    [
      '{libs,services,tools,bench}/*/tsconfig.json',
      '{test,load}/tsconfig.json',
      // What runs in a browser has other globals.
      'tools/*/src/**/page/tsconfig.json',
    ],
    { cwd: root },
  )) {
    folders.push(file.slice(0, -'/tsconfig.json'.length));
  }
  return folders.sort();
}

/** Spec files below a folder, seen from there, by the pattern that their Jest configuration looks for. */
export async function findMatching(
  folder: string,
  pattern: string,
  isMeant: (file: string) => boolean,
): Promise<string[]> {
  const files: string[] = [];
  for await (const file of glob(pattern, { cwd: folder })) files.push(file);
  return files.filter(isMeant).sort();
}
