import type { LabContext } from '../../context.ts';
import { resolveEngine, type Engine } from '../../engines/index.ts';
import { EnvironmentError } from '../../errors.ts';
import { storeUrls } from '../../stores/addresses.ts';
import { contextOf, endLeftLab, endSecondLab, prepareSecondLab, type SecondLab } from './second-lab.ts';

const NAME = 'stores';
const STORES = ['postgres', 'redis', 'rabbitmq'] as const;
const VARIABLES = [
  'TEST_POSTGRES_URL',
  'TEST_REDIS_URL',
  'TEST_RABBITMQ_URL',
  'TEST_RABBITMQ_MANAGEMENT_URL',
] as const;

export type StoreVariables = Readonly<Record<string, string>>;

function variablesFor(engine: Engine, env: LabContext['env']): StoreVariables {
  const urls = storeUrls(engine, env);
  return {
    // Specs make databases of their own and drop them: they connect to the one that nobody uses.
    TEST_POSTGRES_URL: urls.postgres.replace(/\/orders$/, '/postgres'),
    TEST_REDIS_URL: urls.redis,
    TEST_RABBITMQ_URL: urls.rabbitmq,
    TEST_RABBITMQ_MANAGEMENT_URL: urls.rabbitmqManagement,
  };
}

/** Stores that the caller runs already, told by the same variables that the specs read; all four or none. */
export function givenStores(env: LabContext['env']): StoreVariables | undefined {
  const given = VARIABLES.filter((name) => env[name] !== undefined);
  if (given.length === 0) return undefined;
  if (given.length < VARIABLES.length) {
    throw new EnvironmentError(
      `integration tests on your own stores need all of ${VARIABLES.join(', ')}; set are ${given.join(', ')}`,
    );
  }
  return Object.fromEntries(VARIABLES.map((name) => [name, env[name] ?? '']));
}

async function startStores(
  context: LabContext,
  lab: SecondLab,
  options: { engine: string; progress: (line: string) => void },
): Promise<StoreVariables | { reason: string }> {
  const second = contextOf(context, lab, context.signal);
  const engine = await resolveEngine(second, options.engine);
  const { skipped } = await engine.up({ only: STORES, progress: options.progress });
  if (skipped.length > 0)
    return { reason: skipped.map(({ name, reason }) => `${name}: ${reason}`).join('; ') };
  return variablesFor(engine, second.env);
}

/** Runs `work` with stores of its own, on other ports and with empty data, and ends them whatever happens. */
export async function withStores<T>(
  context: LabContext,
  options: { engine: string; progress: (line: string) => void },
  work: (stores: StoreVariables | { reason: string }) => Promise<T>,
): Promise<T> {
  const given = givenStores(context.env);
  if (given !== undefined) return work(given);
  await endLeftLab(context, NAME);
  const lab = await prepareSecondLab(context.root, NAME);
  try {
    return await work(await startStores(context, lab, options));
  } finally {
    await endSecondLab(context, lab);
  }
}
