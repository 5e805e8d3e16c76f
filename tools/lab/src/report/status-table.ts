import pc from 'picocolors';
import { alignColumns } from './columns.ts';
import type { ServiceStatus } from '../engines/engine.ts';

const HEADER = ['SERVICE', 'STATE', 'PID', 'RESTARTS', 'ADDRESS'];

/** One line per service, columns aligned; colours only for a terminal. */
export function statusTable(services: readonly ServiceStatus[], isTty: boolean): string[] {
  const rows = services.map(({ name, state, ready, pid, restarts, url, fallback }) => [
    name,
    state === 'running' ? (ready ? 'ready' : 'not ready') : state,
    pid === null ? '-' : String(pid),
    String(restarts),
    fallback === null ? (url ?? '-') : `${url ?? '-'} (fallback: ${fallback})`,
  ]);
  const lines = alignColumns([HEADER, ...rows]);
  if (!isTty) return lines;
  const colours = pc.createColors(true);
  return lines.map((line, index) => {
    if (index === 0) return colours.bold(line);
    const service = services[index - 1];
    if (service?.ready === true) return colours.green(line);
    return service?.state === 'absent' ? colours.dim(line) : colours.yellow(line);
  });
}
