import { tracesSampling } from '../config/telemetry-env';
import { makeSampler } from './sampler';

describe('makeSampler', () => {
  it.each([
    ['always_on', undefined, 'AlwaysOnSampler'],
    ['always_off', undefined, 'AlwaysOffSampler'],
    ['traceidratio', '0.1', 'TraceIdRatioBased{0.1}'],
    ['parentbased_always_off', undefined, 'ParentBased{root=AlwaysOffSampler,'],
    ['parentbased_traceidratio', '0.1', 'ParentBased{root=TraceIdRatioBased{0.1},'],
    ['parentbased_traceidratio', undefined, 'ParentBased{root=TraceIdRatioBased{1},'],
    [undefined, undefined, 'ParentBased{root=AlwaysOnSampler,'],
    ['unheard_of', undefined, 'ParentBased{root=AlwaysOnSampler,'],
  ])('%s with %s', (name, ratio, expected) => {
    const env = { OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: ratio };
    expect(makeSampler(tracesSampling(env)).toString()).toContain(expected);
  });
});
