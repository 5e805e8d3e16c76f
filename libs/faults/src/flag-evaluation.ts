import { FAULT_NAMES, type FaultName } from '@lab/contracts';
import { type Client, OpenFeature } from '@openfeature/server-sdk';
import type { FaultSetting } from './active-faults';
import { FlagFileProvider, SILENT } from './flag-file.provider';

/** What a flag file asks for. */
export interface Flags {
  readonly wanted: ReadonlyMap<FaultName, FaultSetting>;
  /** Milliseconds since 1970: from then on it asks for nothing. */
  readonly until: number | undefined;
}

/** The clients of this library, apart from any other use of OpenFeature in the process. */
const DOMAIN = 'faults';
const DEFAULT_SEED = 1;

const provider = new FlagFileProvider();
let client: Promise<Client> | undefined;

/** Evaluates a flag file. Rejects where it is none, names an unknown flag, or a flag has another default than its variants. */
export const evaluateFlags = async (text: string): Promise<Flags> => {
  provider.load(text);
  client ??= start();
  const flags = await client;
  const settings = await Promise.all(provider.keys.map((key) => evaluate(flags, key)));
  const { until } = provider.fileMetadata;
  return {
    wanted: new Map(settings.filter(([, { amount }]) => amount !== 0)),
    until: typeof until === 'string' ? Date.parse(until) : undefined,
  };
};

const start = async (): Promise<Client> => {
  await OpenFeature.setProviderAndWait(DOMAIN, provider);
  return OpenFeature.getClient(DOMAIN).setLogger(SILENT);
};

const evaluate = async (flags: Client, key: string): Promise<[FaultName, FaultSetting]> => {
  const name = FAULT_NAMES.find((known) => known === key);
  if (name === undefined) throw new Error(`unknown flag "${key}"; known: ${FAULT_NAMES.join(', ')}`);
  const { value, errorMessage, flagMetadata } = await flags.getNumberDetails(name, 0);
  if (errorMessage !== undefined) throw new Error(errorMessage);
  const { seed = DEFAULT_SEED } = flagMetadata;
  return [name, { amount: value, seed: Number(seed) }];
};
