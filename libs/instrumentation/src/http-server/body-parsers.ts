import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { errorCodes } from 'fastify';

const takesNoBody = ({ routeOptions }: FastifyRequest): boolean => routeOptions.config.takesNoBody === true;

/**
 * JSON only, by Fastify's own parser. Where the operation takes no body, an empty one is accepted whatever its content type says:
 * many clients announce one for every POST.
 */
export const installBodyParsers = (server: FastifyInstance): void => {
  server.removeContentTypeParser('text/plain');
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '' && takesNoBody(request)) done(null, undefined);
    else void parseJson(request, body, done);
  });
  server.addContentTypeParser('*', (request, payload, done) => {
    if (takesNoBody(request)) refuseUnlessEmpty(payload, done);
    else done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE());
  });
  // a content type that is none at all would be refused before any parser sees it
  server.addHook('onRequest', ({ headers, routeOptions }, _reply, done) => {
    const isEmpty = headers['transfer-encoding'] === undefined && !Number(headers['content-length']);
    if (isEmpty && routeOptions.config.takesNoBody) delete headers['content-type'];
    done();
  });
};

/** Looks at the first byte only: what is not accepted need not be read. */
const refuseUnlessEmpty = (
  payload: Readable,
  done: (error: Error | null, body?: undefined) => void,
): void => {
  payload.once('data', () => {
    payload.removeAllListeners('end').pause();
    done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE());
  });
  payload.once('end', () => done(null));
};
