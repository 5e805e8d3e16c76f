import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const Package = z.object({ version: z.string() });

/** Version and deployment: for the resource of the spans and for `lab_build_info`. */
export interface Build {
  /** Of the service's package.json. */
  readonly version: string;
  /** Git revision of the sources, if the starter of the service set it. */
  readonly revision: string;
  readonly environment: string;
}

const UNKNOWN = 'unknown';

/** `main` is the file that was started, `services/orders/dist/bundle.js`. */
export const readBuild = (main = process.argv[1] ?? '', env: NodeJS.ProcessEnv = process.env): Build => ({
  version: versionIn(join(dirname(dirname(main)), 'package.json')),
  revision: env['GIT_REVISION'] || UNKNOWN,
  environment: env['DEPLOYMENT_ENVIRONMENT'] || 'lab',
});

// A program other than a service, such as a test, has no such file and must still start.
const versionIn = (file: string): string => {
  try {
    return Package.parse(JSON.parse(readFileSync(file, 'utf8'))).version;
  } catch {
    return UNKNOWN;
  }
};
