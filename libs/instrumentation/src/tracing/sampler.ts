import type { Sampler } from '@opentelemetry/sdk-trace';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import type { TracesSampling } from '../config/telemetry-env';

const ROOTS: Readonly<Record<string, (ratio: number) => Sampler>> = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: (ratio) => new TraceIdRatioBasedSampler(ratio),
};
const PARENT_BASED = 'parentbased_';

/** The sampler by OpenTelemetry's name; the SDK's default where there is none of that name. */
export const makeSampler = ({ sampler: name, ratio }: TracesSampling): Sampler => {
  const isParentBased = name.startsWith(PARENT_BASED);
  const root = ROOTS[isParentBased ? name.slice(PARENT_BASED.length) : name]?.(ratio);
  if (root === undefined) return new ParentBasedSampler({ root: new AlwaysOnSampler() });
  return isParentBased ? new ParentBasedSampler({ root }) : root;
};
