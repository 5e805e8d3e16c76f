import { type LabContext, print, printJson, say } from '../../context.ts';
import type { Engine } from '../../engines/engine.ts';
import { resolveEngine, resolveUndoing } from '../../engines/index.ts';
import { EnvironmentError, EXIT, type ExitCode } from '../../errors.ts';
import { activeAt, faultNamed, type FlagSet, NO_FLAGS, readFlags } from '../../faults/flags/flag-file.ts';
import { loadFlagFile } from '../../faults/flags/flag-store.ts';
import { switchFlags } from '../../faults/flags/switch-flags.ts';
import { LabEvents } from '../../signals/lab-events.ts';
import { type OnOptions, planOn, planVerify, type VerifyOptions } from './plan.ts';
import { describeList, describeVerifications, listFaults } from './report.ts';
import { FAULT_KEYS } from '../../faults/flags/fault-keys.ts';
import { withLoss } from '../../faults/flags/judge-loss.ts';
import { verifyLoss } from '../../faults/flags/verify-loss.ts';
import { lossyLab } from './lossy-lab.ts';
import { verifiedLab } from './verified-lab.ts';
import { verifyFaults } from '../../faults/flags/verify-faults.ts';

export const runList = async (context: LabContext): Promise<ExitCode> => {
  const flags = await flagsOf(await resolveEngine(context)).catch((error: unknown) => {
    if (!(error instanceof EnvironmentError)) throw error;
    say(context, `which are on is not known: ${error.message}`);
    return undefined;
  });
  const listed = listFaults(flags && activeAt(flags, new Date()));
  if (context.json) printJson(context, { faults: listed });
  else for (const line of describeList(listed)) print(context, line);
  return EXIT.held;
};

const flagsOf = async (engine: Pick<Engine, 'runBeside'>): Promise<FlagSet> =>
  readFlags(await loadFlagFile(engine));

export const runOn = async (
  context: LabContext,
  text: string,
  { strength, seed, for: forMs }: OnOptions,
): Promise<ExitCode> => {
  const name = faultNamed(text);
  const engine = await resolveEngine(context);
  const before = await flagsOf(engine);
  const flags = planOn(before, { name, strength, seed }, { now: new Date(), forMs });
  try {
    await switchFlags(engine, flags, context.signal);
  } catch (error) {
    // Half of a fault would be worse than none.
    const undoing = await resolveUndoing(context);
    await switchFlags(undoing, before, AbortSignal.timeout(UNDO_MS)).catch(() => undefined);
    throw error;
  }
  await report(engine, 'fault', `lab fault: ${name} is on, ${strength}`);
  const until = flags.until?.toISOString();
  if (context.json) printJson(context, { name, strength, seed, until });
  else print(context, `${name} is in force, ${strength}, until ${until ?? ''}; \`lab fault off\` ends it`);
  return EXIT.held;
};

const UNDO_MS = 30_000;

export const runOff = async (context: LabContext): Promise<ExitCode> => {
  const engine = await resolveEngine(context);
  await switchFlags(engine, NO_FLAGS, context.signal);
  await report(engine, 'resume', 'lab fault: all faults are off');
  print(context, 'all faults are off');
  return EXIT.held;
};

/** For timelines that people read. Without a service: oncall logs that, and a log line must not give the answer away. */
const report = async (
  engine: Engine,
  kind: 'fault' | 'resume' | 'experiment',
  text: string,
): Promise<void> => {
  const events = new LabEvents(engine);
  events.report({ kind, text });
  await events.sent();
};

export const runVerify = async (
  context: LabContext,
  names: readonly string[],
  options: VerifyOptions,
): Promise<ExitCode> => {
  const chosen = planVerify(names, options);
  const engine = await resolveEngine(context);
  const on = activeAt(await flagsOf(engine), new Date());
  if (on.length > 0)
    throw new EnvironmentError(
      `already on: ${on.map(({ name }) => name).join(', ')}. Run \`lab fault off\` first: the control run needs a lab without faults`,
    );
  await report(engine, 'experiment', 'lab fault verify');
  const lab = await verifiedLab(context, engine, options.window);
  const verified = await Promise.all(
    (await verifyFaults(chosen, lab)).map(async (each) =>
      FAULT_KEYS[each.name].losesOrders
        ? withLoss(each, await verifyLoss(each, lossyLab(context, engine, lab)))
        : each,
    ),
  );
  const held = verified.every(({ verdict }) => verdict === 'visible');
  if (context.json) printJson(context, { faults: verified, held });
  else for (const line of describeVerifications(verified)) print(context, line);
  for (const { name, why } of verified) if (why !== undefined) say(context, `${name}: ${why}`);
  if (verified.some(({ verdict }) => verdict === 'not visible')) return EXIT.refuted;
  return held ? EXIT.held : EXIT.environment;
};
