import { execa } from 'execa';
import { type LabContext, say } from '../context.ts';

const OPEN_LIMIT_MS = 5000;

/** The address is printed already: a desktop that opens nothing is no failure of the lab. */
export async function openInBrowser(context: LabContext, url: string): Promise<void> {
  const command = opener(process.platform, context.env);
  if (command === undefined) return;
  const { exitCode } = await execa(command, [url], {
    reject: false,
    timeout: OPEN_LIMIT_MS,
    stdio: 'ignore',
  });
  if (exitCode !== 0) say(context, `${command} could not open it`);
}

/** What opens a page: the desktop's own way, where there is a desktop. */
export function opener(platform: string, env: Readonly<Record<string, string>>): string | undefined {
  if (platform === 'darwin') return 'open';
  return env['DISPLAY'] || env['WAYLAND_DISPLAY'] ? 'xdg-open' : undefined;
}
