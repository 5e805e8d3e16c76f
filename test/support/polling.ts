import type { Patience } from '@lab/testing';

/** Most attempts start a `lab` of their own: asked more often, they would be a load themselves. */
export const within = (withinMs: number): Patience => ({ withinMs, everyMs: 1000 });
