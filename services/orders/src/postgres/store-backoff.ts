/** Between attempts to reach a dependency that is away. */
export const STORE_BACKOFF = { firstMs: 100, longestMs: 5_000 };
