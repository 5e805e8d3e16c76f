/**
 * Ends the process. Used where nothing may keep it alive any longer: after the shutdown is complete, when it takes too
 * long, and on a second signal. The only place in the libraries that does so.
 */
export const exit = (code: number): never => process.exit(code);
