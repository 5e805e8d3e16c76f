import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SERVICES = join(__dirname, '../..');

/** Starts it and answers what it says before it ends. */
const outputOf = (file: string): Promise<string> =>
  new Promise((resolve) => {
    execFile(process.execPath, [file], { env: {}, timeout: 20_000 }, (_, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });

describe.each(['gateway', 'orders', 'inventory', 'oncall', 'prober'])('the bundle of %s', (service) => {
  const bundle = join(SERVICES, service, 'dist/bundle.js');

  it('needs no package beside it, as in the image', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bundle-'));
    try {
      await copyFile(bundle, join(folder, 'bundle.js'));
      // All is loaded before the configuration is read, and without settings that is the end.
      expect(await outputOf(join(folder, 'bundle.js'))).toContain('bad configuration');
    } finally {
      await rm(folder, { recursive: true });
    }
  }, 30_000);

  it('is ASCII: V8 would keep two bytes of each character otherwise, 15 MB more', async () => {
    expect(/[\u0080-\uffff]/.exec(await readFile(bundle, 'utf8'))).toBeNull();
  });

  it('maps our code to its TypeScript, and no dependency', async () => {
    const lines = (await readFile(bundle, 'utf8')).split('\n');
    const map = JSON.parse(await readFile(`${bundle}.map`, 'utf8')) as SourceMapPayload;
    const sources = new SourceMap(map);
    const sourceOf = (code: RegExp): string | undefined => {
      const line = lines.findIndex((text) => code.test(text));
      expect(line).toBeGreaterThan(0);
      const entry = sources.findEntry(line, lines[line]?.length ?? 0);
      return 'originalSource' in entry ? entry.originalSource : undefined;
    };
    expect(sourceOf(/\bDependencyMonitor = class /)).toMatch(/\/health\/dependency-monitor\.ts$/);
    expect(sourceOf(/^\s*async function loadPackage\(/)).toBeUndefined();
    expect(JSON.stringify(map).length).toBeLessThan(1_000_000);
  });
});
