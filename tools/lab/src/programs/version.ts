/** Major, minor, patch; what a program leaves out counts as 0. */
export type Version = readonly [major: number, minor: number, patch: number];

/** The first thing in a text that looks like a version: `Redis server v=7.0.15 sha=…`, `go version go1.26.8 linux/amd64`. */
export function parseVersion(text: string): Version | undefined {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  if (match === null) return undefined;
  return [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
}

/** Negative where `a` is the older one. */
export function compareVersions(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

export const formatVersion = (version: Version): string => version.join('.');

export interface VersionRange {
  /** The oldest that the lab's configuration works with. */
  readonly from: Version;
  /** The first that it does not work with any more. */
  readonly below?: Version;
}

export const isWithin = (version: Version, range: VersionRange): boolean =>
  compareVersions(version, range.from) >= 0 &&
  (range.below === undefined || compareVersions(version, range.below) < 0);

export const describeRange = (range: VersionRange): string =>
  `${formatVersion(range.from)} or later${range.below === undefined ? '' : `, below ${formatVersion(range.below)}`}`;
