import { type LabContext, print, printJson, say } from '../../context.ts';
import { resolveEngine } from '../../engines/index.ts';
import type { Engine, EngineName, UpOptions, UpResult } from '../../engines/engine.ts';
import type { Layer } from '../../engines/layers.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { statusTable } from '../../report/status-table.ts';
import { LabEvents } from '../../signals/lab-events.ts';

export interface UpCommand {
  readonly engine?: EngineName;
  readonly only?: readonly string[];
  readonly with?: readonly Layer[];
  /** Seconds. Without it the engine's own limit holds: containers may have to be pulled and built first. */
  readonly timeout?: number;
}

export async function run(
  context: LabContext,
  { engine: flag, timeout, ...asked }: UpCommand,
): Promise<ExitCode> {
  const begin = Date.now();
  const engine = await resolveEngine(context, flag);
  const { status, skipped, degraded } = await deploy(engine, {
    ...asked,
    ...(timeout !== undefined && { timeoutMs: timeout * 1000 }),
    progress: (line) => say(context, line),
  });
  if (context.json) printJson(context, { engine: engine.name, services: status, skipped, degraded });
  else for (const line of statusTable(status, context.isTty)) print(context, line);
  for (const { name, reason } of skipped) say(context, `not running: ${name}: ${reason}`);
  for (const { name, reason } of degraded)
    say(context, `degraded: ${name} is not running, everything else is: ${reason}`);
  say(context, `up on the ${engine.name} engine in ${((Date.now() - begin) / 1000).toFixed(1)} s`);
  return skipped.some(({ name }) => isNeeded(name, engine.services)) ? EXIT.environment : EXIT.held;
}

/** Without a service that another needs to be healthy, the lab accepts no orders. Without any other, it still does. */
const isNeeded = (
  name: string,
  services: readonly { dependsOn: readonly { name: string; condition: string }[] }[],
): boolean =>
  services.some(({ dependsOn }) =>
    dependsOn.some((need) => need.name === name && need.condition === 'service_healthy'),
  );

/** Reports to oncall which services run a new process, where they were asked for by name: the start of a whole lab is no deploy. */
async function deploy(engine: Engine, options: UpOptions): Promise<UpResult> {
  const { only } = options;
  if (only === undefined) return engine.up(options);
  const before = new Map((await engine.status()).map(({ name, startedAt }) => [name, startedAt]));
  const result = await engine.up(options);
  const events = new LabEvents(engine);
  for (const { name, startedAt } of result.status)
    if (only.includes(name) && startedAt !== null && startedAt !== before.get(name))
      events.report({ kind: 'deploy', service: name, text: `lab up --only ${name}`, at: startedAt });
  await events.sent();
  return result;
}
