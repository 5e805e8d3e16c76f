import type { LabContext } from '../../context.ts';
import { resolveEngine } from '../../engines/index.ts';
import { EnvironmentError } from '../../errors.ts';
import { storeUrls } from '../../stores/addresses.ts';
import { withSecondLab } from '../../second-lab/second-lab.ts';

const STORES = { name: 'stores', only: ['postgres', 'redis', 'rabbitmq'] };
const VARIABLES = [
  'TEST_POSTGRES_URL',
  'TEST_REDIS_URL',
  'TEST_RABBITMQ_URL',
  'TEST_RABBITMQ_MANAGEMENT_URL',
] as const;

type StoreVariables = Readonly<Record<string, string>>;

async function variablesFor(context: LabContext, engineName: string): Promise<StoreVariables> {
  const urls = storeUrls(await resolveEngine(context, engineName), context.env);
  return {
    // Specs make databases of their own and drop them: they connect to the one that nobody uses.
    TEST_POSTGRES_URL: urls.postgres.replace(/\/orders$/, '/postgres'),
    TEST_REDIS_URL: urls.redis,
    TEST_RABBITMQ_URL: urls.rabbitmq,
    TEST_RABBITMQ_MANAGEMENT_URL: urls.rabbitmqManagement,
  };
}

/** Stores that the caller runs already, told by the same variables that the specs read; all four or none. */
function givenStores(env: LabContext['env']): StoreVariables | undefined {
  const given = VARIABLES.filter((name) => env[name] !== undefined);
  if (given.length === 0) return undefined;
  if (given.length < VARIABLES.length) {
    throw new EnvironmentError(
      `integration tests on your own stores need all of ${VARIABLES.join(', ')}; only ${given.join(', ')} are set`,
    );
  }
  return Object.fromEntries(VARIABLES.map((name) => [name, env[name] ?? '']));
}

/** Runs `work` with stores of its own, on other ports and with empty data, and ends them whatever happens. */
export async function withStores<T>(
  context: LabContext,
  { engine, progress }: { engine: string; progress: (line: string) => void },
  work: (stores: StoreVariables | { reason: string }) => Promise<T>,
): Promise<T> {
  const given = givenStores(context.env);
  if (given !== undefined) return work(given);
  return withSecondLab(context, { ...STORES, engine, progress }, async (second) =>
    work('reason' in second ? second : await variablesFor(second, engine)),
  );
}
