import type { FastifyInstance } from 'fastify';

/** Remembers which methods each path has; call it before the first route is made. */
export const watchRoutes = (server: FastifyInstance): ReadonlyMap<string, ReadonlySet<string>> => {
  const methodsOf = new Map<string, Set<string>>();
  server.addHook('onRoute', ({ url, method }) => {
    const methods = methodsOf.get(url) ?? new Set();
    for (const each of [method].flat()) methods.add(each);
    methodsOf.set(url, methods);
  });
  return methodsOf;
};

/**
 * Gives each path a route for its missing methods, so that the router knows the path: the hook that refuses requests
 * answers 405 with `Allow` there, where the router alone would say 404. Call it after the last route is made.
 */
export const routeOtherMethods = (
  server: FastifyInstance,
  methodsOf: ReadonlyMap<string, ReadonlySet<string>>,
): void => {
  // a separate plugin: earlier ones, such as the static files', have added their routes when it runs
  void server.register((instance, _options, done) => {
    for (const [url, methods] of [...methodsOf]) {
      const allow = [...methods].sort().join(', ');
      const method = instance.supportedMethods.filter((each) => !methods.has(each));
      instance.route({
        method,
        url,
        config: { allow },
        handler: () => {
          throw new Error('a request with another method was not refused');
        },
      });
    }
    done();
  });
};
