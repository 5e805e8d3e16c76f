import { armsNamed } from './arms.ts';

describe('the arms of a telemetry bench', () => {
  it('are what was named, once each, and the baseline', () => {
    const arms = armsNamed(['all', 'sampled', 'all'], false);
    expect(arms.map(({ name }) => name)).toEqual(['all', 'sampled', 'none']);
    expect(arms[1]?.env).toEqual({
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.1',
    });
  });

  it('may be of another checkout, where there is one', () => {
    const other = armsNamed(['all', 'all@other'], true)[1];
    expect(other).toEqual({ name: 'all@other', env: {}, isOther: true });
    expect(() => armsNamed(['all@other'], false)).toThrow('all@other needs --other');
  });

  it.each(['', 'toString', 'none@'])('are not %j', (name) => {
    expect(() => armsNamed([name], true)).toThrow('--arms: unknown arm');
  });
});
