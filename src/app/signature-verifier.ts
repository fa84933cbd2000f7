import type { IncomingMessage } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { Config } from '../config/env.js';
import type { SignatureOptions } from '../http/before-fastify/verify-signatures.js';
import { fetchKeyDirectory } from '../http/signatures/fetch-key-directory.js';
import { KeyDirectories, type KeyDirectoriesOptions } from '../http/signatures/key-directories.js';
import { SignatureVerifier } from '../http/signatures/signature-verifier.js';
import type { Site } from '../modules/site/site.type.js';
import type { RateLimiter } from '../rate-limit/rate-limiter.js';
import { createSsrfSafeAgents } from '../shared/net/ssrf-safe-agents.js';
import { getGatewayUrl } from './derived-settings.js';

interface SignatureVerifierParts {
  config: Config;
  site: Site;
  logger: FastifyBaseLogger;
  clock: () => Date;
  fetchKeyDirectory?: KeyDirectoriesOptions['fetchDirectory'] | undefined;
}

/** Creates the verifier of crawlers' signatures. Its fetches of keys end when the app closes. */
export function createSignatureVerifier(
  app: FastifyInstance,
  { config, site, logger, clock, fetchKeyDirectory: fetchDirectory }: SignatureVerifierParts,
): SignatureVerifier {
  const agents = createSsrfSafeAgents(false);
  const now = () => clock().getTime();
  const directories = new KeyDirectories({
    origins: config.SIGNATURE_AGENTS,
    fetchDirectory: fetchDirectory ?? ((origin, signal) => fetchKeyDirectory(origin, agents, { signal })),
    log: logger,
    now,
  });
  app.addHook('onClose', async () => directories.close());
  const urls = [site.url, ...Object.values(site.languageUrls), getGatewayUrl(config), config.FEEDS_URL];
  const origins = urls.flatMap((url) => (url ? [new URL(url).origin] : []));
  return new SignatureVerifier({ directories, origins: new Set(origins), now });
}

/** Counts the failed signatures of each client with its requests. */
export function countSignatureFailures(
  rateLimiter: RateLimiter,
  getClientIp: (request: IncomingMessage) => string,
): SignatureOptions['signatureFailures'] {
  const identify = (request: IncomingMessage) => ({ headers: request.headers, ip: getClientIp(request) });
  return {
    areTooMany: (request) => rateLimiter.hasFailedTooOften(identify(request), 'signatures'),
    // The failure that is one too many is known from the next request on.
    count: (request) => rateLimiter.countFailure(identify(request), 'signatures').catch(() => undefined),
  };
}
