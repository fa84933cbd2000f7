import type { FastifyRequest } from 'fastify';
import plugin from 'fastify-plugin';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** True if bodies of any size count as one request, because only a client with a signed address can send them. */
    hasFreeBody?: boolean;
  }
}

/** Bytes of a body that counts as no more than its request, as those of all operations and most articles do. */
const FREE_BYTES = 65_536;
/** Bytes of a larger body that count as a request each. */
const BYTES_PER_POINT = 8_192;
/** Bytes that a body without a content-length is taken for. */
const UNKNOWN_BYTES = 262_144;

export interface LargeBodyOptions {
  /** Consumes points of the client. Throws RateLimitError. */
  consumePoints(request: FastifyRequest, points: number): Promise<unknown>;
}

/** Counts large bodies before they are read, since a client without points could have them read without end. */
export const largeBodyPlugin = plugin(async (app, { consumePoints }: LargeBodyOptions) => {
  app.addHook('preParsing', (request, reply, _payload, done) => {
    const bytes = getBodyBytes(request);
    if (bytes <= FREE_BYTES || request.routeOptions.config.hasFreeBody) return done();
    consumePoints(request, Math.ceil(bytes / BYTES_PER_POINT)).then(
      () => done(),
      (error) => {
        reply.header('connection', 'close'); // else Node would read the body all the same
        done(error);
      },
    );
  });
});

/** Returns true for a body that is so large that it is no operation of a reader. */
export function isLargeBody(text: string): boolean {
  return text.length > FREE_BYTES;
}

function getBodyBytes({ headers }: FastifyRequest): number {
  if (headers['transfer-encoding'] !== undefined) return UNKNOWN_BYTES;
  return Number(headers['content-length'] ?? 0);
}
