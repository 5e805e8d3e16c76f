import { UsageError } from '../../../errors.ts';

/** What the services are told in each arm; libs/instrumentation documents the variables. */
const SETTINGS = {
  all: {},
  'no-traces': { OTEL_SDK_DISABLED: 'true' },
  'no-metrics': { METRICS_ENABLED: 'false' },
  'no-logs': { LOG_LEVEL: 'silent' },
  sampled: { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' },
  none: { OTEL_SDK_DISABLED: 'true', METRICS_ENABLED: 'false', LOG_LEVEL: 'silent' },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

type Setting = keyof typeof SETTINGS;

/** What all others are compared with. */
export const BASELINE = 'none';
// Each arm has a database of its own in Redis, which has 16, and connections of its own to Postgres.
const MAX_ARMS = 8;
/** Behind the name of an arm: the same of the other checkout. */
const OTHER = '@other';

export interface Arm {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  /** Of the checkout that is compared with this one. */
  readonly isOther: boolean;
}

export const ARM_NAMES = Object.keys(SETTINGS);

const isSetting = (name: string): name is Setting => Object.hasOwn(SETTINGS, name);

const armNamed = (name: string): Arm => {
  const isOther = name.endsWith(OTHER);
  const setting = isOther ? name.slice(0, -OTHER.length) : name;
  if (!isSetting(setting))
    throw new UsageError(`--arms: unknown arm ${name}; available: ${ARM_NAMES.join(', ')}`);
  return { name, env: SETTINGS[setting], isOther };
};

/** The arms of these names, once each, and the baseline last if it is not among them. */
export const armsNamed = (names: readonly string[], hasOther: boolean): Arm[] => {
  const arms = [...new Set([...names, BASELINE])].map(armNamed);
  if (arms.length > MAX_ARMS) throw new UsageError(`--arms: at most ${MAX_ARMS}`);
  const other = arms.find(({ isOther }) => isOther);
  if (other && !hasOther) throw new UsageError(`--arms: ${other.name} needs --other`);
  return arms;
};
