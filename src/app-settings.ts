import type { FastifyBaseLogger } from 'fastify';
import type { Config } from './config.js';
import type { ObservingSettings } from './delivery/observing/observing.js';
import type { FeedSettings } from './modules/feed/feed.service.js';
import type { NewsletterSettings } from './modules/newsletter/newsletters.js';
import type { Site } from './modules/site/site.type.js';

/** The publication, as the settings describe it. */
export function siteOf({ SITE_TITLE, SITE_DESCRIPTION, SITE_URL, SITE_LANGUAGE, HOST, PORT }: Config): Site {
  return {
    title: SITE_TITLE,
    description: SITE_DESCRIPTION,
    url: new URL(SITE_URL ?? ownAddress({ HOST, PORT })).href,
    language: SITE_LANGUAGE,
  };
}

/** How long others may keep answers. */
export function cachingOf({ CDN, CACHE_MAX_AGE, CACHE_S_MAXAGE, CACHE_STALE_WHILE_REVALIDATE }: Config) {
  return {
    cdn: CDN,
    browserSeconds: CACHE_MAX_AGE,
    sharedSeconds: CACHE_S_MAXAGE,
    staleSeconds: CACHE_STALE_WHILE_REVALIDATE,
  };
}

/** Who wants to know what the gateway does, by the settings. */
export function observingSettings(config: Config, log: FastifyBaseLogger): ObservingSettings {
  const endpoint = config.OTEL_EXPORTER_OTLP_ENDPOINT;
  return {
    metrics: config.METRICS || config.METRICS_PORT !== undefined,
    slow: config.SLOW_MS,
    traces: endpoint ? { endpoint, share: config.TRACE_SHARE, service: config.OTEL_SERVICE_NAME } : null,
    log,
  };
}

/** What feeds and sitemaps need of the settings. */
export function feedSettings(config: Config): FeedSettings {
  return {
    site: siteOf(config),
    base: config.FEEDS_URL ?? config.GATEWAY_URL ?? ownAddress(config),
    items: config.FEED_ITEMS,
    hasWholeBodies: config.FEED_CONTENT === 'full',
  };
}

/** What newsletters need of the settings. */
export function newsletterSettings(config: Config): NewsletterSettings {
  return {
    site: siteOf(config),
    gateway: config.GATEWAY_URL ?? ownAddress(config),
    colour: config.SITE_COLOUR,
    limits: { perClient: config.SIGN_UPS_PER_CLIENT, inAll: config.SIGN_UPS_IN_ALL },
  };
}

function ownAddress({ HOST, PORT }: Pick<Config, 'HOST' | 'PORT'>): string {
  return `http://${HOST === '0.0.0.0' ? '127.0.0.1' : HOST}:${PORT}`;
}
