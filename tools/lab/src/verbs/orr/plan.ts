/** What the review will do to the lab, said before it does it. */
export const announce = (dependencies: readonly string[], skipFaults: boolean): readonly string[] => [
  'This review changes the lab:',
  '  - it places about five orders a second while it tries something',
  '  - it backs the lab up, which pauses gateway for a few seconds, and restores the backup into a second lab beside it',
  skipFaults
    ? '  - it kills nothing (--skip-faults)'
    : `  - it kills ${dependencies.join(', ')}, one after the other; alerts may page oncall. Takes a few minutes`,
];
