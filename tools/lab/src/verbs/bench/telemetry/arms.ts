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

/** The arms that a comma-separated list names, the baseline last if it was not named. */
export const parseArms = (list: string, hasOther: boolean): Arm[] => {
  const names = [...new Set([...list.split(',').map((name) => name.trim()), BASELINE])];
  const arms = names.map(armNamed);
  const other = arms.find(({ isOther }) => isOther);
  if (other && !hasOther) throw new UsageError(`--arms: ${other.name} needs --other`);
  return arms;
};
