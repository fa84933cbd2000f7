import type { FastifyInstance, FastifyRequest } from 'fastify';
import plugin from 'fastify-plugin';
import { RequestError, rejectRequest } from './error-handler.js';

type ParseJson = (
  request: FastifyRequest,
  text: string,
  done: (error: Error | null, body?: unknown) => void,
) => void;

/** Parses JSON without properties that change prototypes, and refuses encoded bodies, such as gzip, on every route. */
export const requestBodyPlugin = plugin(async (app) => {
  app.addHook('preParsing', (request, reply, _payload, done) => {
    const { 'content-encoding': encoding = 'identity' } = request.headers;
    if (encoding.toLowerCase() === 'identity' || !hasBody(request)) return done();
    rejectRequest(
      // Else Node would read the body all the same.
      reply.headers({ 'accept-encoding': 'identity', connection: 'close' }),
      415,
      `The body has the content encoding "${encoding.slice(0, 60)}", which is not supported. Send it as it is, without the header content-encoding.`,
    );
  });
  const parseJson = createJsonParser(app);
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text: string, done) =>
    parseJson(request, text, done),
  );
});

/** Creates the parser of JSON bodies, whose errors name what is wrong. */
export function createJsonParser(app: FastifyInstance): ParseJson {
  const parse = app.getDefaultJsonParser('error', 'error');
  return (request, text, done) => {
    // Returns nothing: it calls the function.
    void parse(request, text, (error, body) => {
      if (!error) return done(null, body);
      done(isJson(text) ? new ForbiddenPropertyError() : error);
    });
  };
}

class ForbiddenPropertyError extends RequestError {
  constructor() {
    super(
      400,
      'The JSON of the body has the property `__proto__`, or `constructor` with `prototype` in it. Send it without them.',
    );
  }
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
