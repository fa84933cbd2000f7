import type { FastifyBaseLogger } from 'fastify';
import type { Config } from '../config/env.js';
import type { ConnectionLimits } from '../http/subscriptions/connections.js';
import type { FeedSettings } from '../modules/feed/feed.service.js';
import type { NewsletterSettings } from '../modules/newsletter/create-newsletters.js';
import type { Site } from '../modules/site/site.type.js';
import type { TelemetrySettings } from '../observability/create-telemetry.js';

/** The site's address where none is set and there may be several instances: the same, wherever each listens. */
const UNSET_SITE = 'http://127.0.0.1:4000';

/** The publication, as the settings describe it. */
export function getSite(config: Config): Site {
  const { SITE_TITLE, SITE_DESCRIPTION, SITE_URL, SITE_LANGUAGE } = config;
  const unset = mayHaveReaders(config) ? UNSET_SITE : getListenUrl(config);
  return {
    title: SITE_TITLE,
    description: SITE_DESCRIPTION,
    url: new URL(SITE_URL ?? unset).href,
    language: SITE_LANGUAGE,
  };
}

/** How long others may keep answers. */
export function getHttpCachePolicy({
  CDN,
  CACHE_MAX_AGE,
  CACHE_S_MAXAGE,
  CACHE_STALE_WHILE_REVALIDATE,
}: Config) {
  return {
    cdn: CDN,
    browserSeconds: CACHE_MAX_AGE,
    sharedSeconds: CACHE_S_MAXAGE,
    staleSeconds: CACHE_STALE_WHILE_REVALIDATE,
  };
}

/** How many live connections there may be. `isExempt`: whether an address has no limit of its own. */
export function connectionLimits(config: Config, isExempt: (ip: string) => boolean): ConnectionLimits {
  const max = config.LIVE_CONNECTIONS;
  return {
    max,
    perClient: config.LIVE_CONNECTIONS_PER_CLIENT ?? Math.max(Math.floor(max / 10), 1),
    isExempt,
    interval: config.LIVE_KEEPALIVE_SECONDS * 1_000,
  };
}

/** Who wants to know what the gateway does, by the settings. */
export function getTelemetrySettings(config: Config, log: FastifyBaseLogger): TelemetrySettings {
  const endpoint = config.OTEL_EXPORTER_OTLP_ENDPOINT;
  return {
    metrics: config.METRICS || config.METRICS_PORT !== undefined,
    slowThresholdMs: config.SLOW_MS,
    traces: endpoint
      ? { endpoint, sampleRatio: config.TRACE_SHARE, serviceName: config.OTEL_SERVICE_NAME }
      : null,
    log,
  };
}

/** What feeds and sitemaps need of the settings. */
export function getFeedSettings(config: Config): FeedSettings {
  return {
    site: getSite(config),
    baseUrl: config.FEEDS_URL ?? config.GATEWAY_URL ?? getListenUrl(config),
    maxItems: config.FEED_ITEMS,
    includesFullBodies: config.FEED_CONTENT === 'full',
  };
}

/** What newsletters need of the settings. */
export function getNewsletterSettings(config: Config): NewsletterSettings {
  return {
    site: getSite(config),
    gateway: config.GATEWAY_URL ?? getListenUrl(config),
    colour: config.SITE_COLOUR,
    limits: { perClient: config.SIGN_UPS_PER_CLIENT, inAll: config.SIGN_UPS_IN_ALL },
  };
}

/** Returns a warning for each address that readers see and that is not set, but where one tries the gateway out. */
export function unsetAddresses(config: Config): string[] {
  const { SITE_URL, GATEWAY_URL } = config;
  if (!mayHaveReaders(config)) return [];
  const links = `links in mails, feeds and sitemaps begin with ${getListenUrl(config)}, and differ between instances`;
  return [
    ...(SITE_URL === undefined ? [`SITE_URL is not set: every url begins with ${UNSET_SITE}`] : []),
    ...(GATEWAY_URL === undefined ? [`GATEWAY_URL is not set: ${links}`] : []),
  ];
}

/** Whether it is in production, or on a database that several instances may share. */
function mayHaveReaders({ NODE_ENV, DATABASE_URL }: Config): boolean {
  return NODE_ENV === 'production' || DATABASE_URL !== undefined;
}

function getListenUrl({ HOST, PORT }: Pick<Config, 'HOST' | 'PORT'>): string {
  return `http://${HOST === '0.0.0.0' ? '127.0.0.1' : HOST}:${PORT}`;
}
