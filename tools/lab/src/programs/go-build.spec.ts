import { buildWidth } from './go-build.ts';
import { goVersionWanted } from './go-toolchain.ts';

const GIB = 1024 ** 3;

describe('buildWidth', () => {
  it.each([
    [1, 16, 3, { builds: 1, processorsEach: 1 }],
    [2, 16, 3, { builds: 2, processorsEach: 1 }],
    [8, 16, 1, { builds: 1, processorsEach: 8 }],
    [8, 16, 3, { builds: 2, processorsEach: 4 }],
    [8, 4, 3, { builds: 1, processorsEach: 8 }],
  ])('%d processors and %d GiB for %d programs', (processors, memory, programs, expected) => {
    expect(buildWidth(processors, memory * GIB, programs)).toEqual(expected);
  });
});

describe('goVersionWanted', () => {
  it("reads a go.mod's go line, with or without a patch number", () => {
    expect(goVersionWanted('module x\n\ngo 1.26\n\ntool y\n')).toEqual([1, 26, 0]);
    expect(goVersionWanted('module x\ngo 1.25.3\n')).toEqual([1, 25, 3]);
  });

  it('does not guess where there is none', () => {
    expect(() => goVersionWanted('module x\n')).toThrow('no "go" line');
  });
});
