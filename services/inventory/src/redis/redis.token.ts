/** The Redis client, by token: `Redis` is a class of the driver and not ours to decorate. */
export const REDIS = Symbol('Redis');
