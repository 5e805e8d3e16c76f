import { z } from 'zod';
import type { Engine, EngineName } from '../../engines/engine.ts';
import type { Layer } from '../../engines/layers.ts';
import { UsageError } from '../../errors.ts';
import { unknownService } from '../../model/order.ts';
import { changedEnvironment } from '../changed-environment.ts';
import { clockStepped } from '../clock-stepped.ts';
import { diskFull } from '../disk-full.ts';
import type { Fault } from '../fault.ts';
import { bandwidth, latency, partition, refused, reset, timeout } from '../network/network-faults.ts';
import { type Pair, pairOf } from '../network/pairs.ts';
import { crashed, frozen } from '../service-faults.ts';
import { starved } from '../starved.ts';
import { stopped } from '../stopped.ts';

/** One kind of action: what docs/fault-actions.md shows in a row. */
export interface ActionSpec {
  readonly name: string;
  readonly usage: string;
  /** True, or why the engine cannot do it. */
  readonly engines: Readonly<Record<EngineName, true | string>>;
  readonly needs?: readonly Layer[];
  readonly activeWithinMs: number;
  readonly endWithinMs: number;
  /** Throws UsageError or ZodError for arguments that do not fit. */
  readonly make: (engine: Engine, words: unknown) => Fault;
}

const BOTH = { native: true, compose: true } as const;
const SOON = { activeWithinMs: 15_000, endWithinMs: 30_000 } as const;
/** Until a service has asked its dependency again, or published a message, and noticed. */
const NOTICED = { activeWithinMs: 30_000, endWithinMs: 15_000 } as const;
/** A container may be made anew. */
const STARTED = { activeWithinMs: 60_000, endWithinMs: 120_000 } as const;

const HOUR_MS = 3_600_000;
const milliseconds = z.coerce.number().int().min(1).max(HOUR_MS);
const service = z.tuple([z.string()], { error: 'name one service' });

function known(engine: Engine, name: string): string {
  if (!engine.services.some((each) => each.name === name)) throw unknownService(name, engine.services);
  return name;
}

const OneService = z.strictObject({ words: service });

const onService = (
  name: string,
  limits: Pick<ActionSpec, 'activeWithinMs' | 'endWithinMs'>,
  make: (engine: Engine, service: string) => Fault,
): ActionSpec => ({
  name,
  usage: `${name} SERVICE`,
  engines: BOTH,
  ...limits,
  make: (engine, words) => make(engine, known(engine, OneService.parse(words).words[0])),
});

/** An action between a service and its dependency; `shape` has its options. */
const onPair = <Shape extends z.ZodRawShape>(
  name: string,
  { usage, shape }: { readonly usage: string; readonly shape: Shape },
  make: (engine: Engine, pair: Pair, options: z.infer<z.ZodObject<Shape>>) => Fault,
): ActionSpec => ({
  name,
  usage: `${name} DEPENDENCY --from SERVICE${usage}`,
  engines: BOTH,
  needs: ['network-faults'],
  ...NOTICED,
  make: (engine, words) => {
    const {
      words: plain,
      from,
      ...options
    } = z.looseObject({ words: service, from: z.string() }).parse(words);
    return make(engine, pairOf(from, plain[0]), z.strictObject(shape).parse(options));
  },
});

const NONE = { usage: '', shape: {} } as const;

/** `NAME=VALUE`; the value may be empty. */
function assignment(text: string): readonly [string, string] {
  const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new UsageError(`"${text}" is not NAME=VALUE`);
  return [name, value];
}

const environment: ActionSpec = {
  name: 'environment',
  usage: 'environment SERVICE NAME=VALUE…',
  engines: BOTH,
  ...STARTED,
  make: (engine, words) => {
    const [name, ...changes] = z
      .strictObject({ words: z.array(z.string()).min(2, 'name a service and at least one NAME=VALUE') })
      .parse(words).words;
    return changedEnvironment(engine, known(engine, name ?? ''), Object.fromEntries(changes.map(assignment)));
  },
};

const DAY_SECONDS = 86_400;
/** The native throttle ends then, if nothing else has ended it. */
const LONGEST_SECONDS = 3600;

const cpu: ActionSpec = {
  name: 'cpu',
  usage: 'cpu SERVICE --share N [--for SECONDS]',
  engines: BOTH,
  ...NOTICED,
  make: (engine, words) => {
    const read = z.strictObject({
      words: service,
      share: z.coerce.number().gt(0).lt(1),
      for: z.coerce.number().int().min(1).max(DAY_SECONDS).default(LONGEST_SECONDS),
    });
    const {
      words: [name],
      share,
      for: seconds,
    } = read.parse(words);
    return starved(engine, known(engine, name), { share, untilMs: Date.now() + seconds * 1000 });
  },
};

const clock: ActionSpec = {
  name: 'clock',
  usage: 'clock SERVICE --step SECONDS',
  engines: {
    native: true,
    compose: 'the images have no libfaketime, and a container has the clock of its machine',
  },
  ...STARTED,
  make: (engine, words) => {
    const step = z.coerce
      .number()
      .int()
      .min(-DAY_SECONDS)
      .max(DAY_SECONDS)
      .refine((seconds) => seconds !== 0);
    const {
      words: [name],
      step: seconds,
    } = z.strictObject({ words: service, step }).parse(words);
    return clockStepped(engine, known(engine, name), seconds);
  },
};

const disk: ActionSpec = {
  ...onService('disk', SOON, diskFull),
  engines: {
    native: true,
    compose: "its volumes lie on the disk of Docker's machine, which must not be filled",
  },
};

/** All that can be done to a lab from outside. */
export const ACTIONS: readonly ActionSpec[] = [
  onService('kill', SOON, crashed),
  onService('pause', SOON, frozen),
  onService('stop', STARTED, stopped),
  environment,
  cpu,
  disk,
  clock,
  onPair(
    'latency',
    { usage: ' --ms N [--jitter N]', shape: { ms: milliseconds, jitter: milliseconds.optional() } },
    (engine, pair, { ms, jitter = 0 }) => {
      if (jitter >= ms)
        throw new UsageError('--jitter must be less than --ms: else some answers come at once');
      return latency(engine, pair, { ms, jitter });
    },
  ),
  onPair(
    'bandwidth',
    { usage: ' --kbps N', shape: { kbps: z.coerce.number().int().min(1) } },
    (engine, pair, { kbps }) => bandwidth(engine, pair, { kbps }),
  ),
  onPair('timeout', { usage: ' --ms N', shape: { ms: milliseconds } }, (engine, pair, { ms }) =>
    timeout(engine, pair, { ms }),
  ),
  onPair('partition', NONE, partition),
  onPair('reset', NONE, reset),
  onPair('refuse', NONE, refused),
];
