import type { Engine } from '../engines/engine.ts';
import type { Fault } from './fault.ts';

type CpuTarget = Pick<Engine, 'limitCpu' | 'inside'>;

const LOOK_MS = 1000;
/** Of what the limit should take away: the machine's timers are late under load, and an idle service is kept from little. */
const TOLERANCE = 0.5;
/** A container that wants little is held back little; nothing else would hold it back at all. */
const NOTICED = 0.01;

interface Starving {
  /** Of one processor: 0.1 leaves a tenth. */
  readonly share: number;
  /** When the limit ends by itself, where the engine can. */
  readonly untilMs: number;
}

/** Starved of processor time, in slices of a tenth of a second: it answers, late. In effect once it was seen held back. */
export const starved = (
  target: CpuTarget & Pick<Engine, 'name'>,
  service: string,
  { share, untilMs }: Starving,
): Fault => ({
  what: `${service} starved of CPU: ${share} of a processor`,
  begin: () => target.limitCpu(service, { share, untilMs }),
  isActive: async () => {
    const least = target.name === 'native' ? (1 - share) * TOLERANCE : NOTICED;
    return (await target.inside.heldBack(service, LOOK_MS)) >= least;
  },
  end: () => target.limitCpu(service, null),
});
