import type { FastifyBaseLogger } from 'fastify';
import type { Config } from '../config/env.js';
import { getLanguages } from '../config/languages.js';
import type { ConnectionLimits } from '../http/subscriptions/connections.js';
import { LARGE_CONCURRENCY, SMALL_CONCURRENCY } from '../media/image-process/process-image.js';
import type { FeedSettings } from '../modules/feed/feed.service.js';
import type { Image } from '../modules/image/image.type.js';
import type { Site } from '../modules/site/site.type.js';
import type { TelemetrySettings } from '../observability/create-telemetry.js';
import { ClientAllowance, TURNS_ONLY } from '../rate-limit/concurrency/client-allowance.js';
import { ClientQueues } from '../rate-limit/concurrency/client-queues.js';
import { DEFAULT_SPONSORED_LABELS } from '../shared/sponsorship.js';

/**
 * Address of the site if `SITE_URL` is unset and several instances may run: it must not depend on where each
 * listens.
 */
const UNSET_SITE = 'http://127.0.0.1:4000';

/** Returns the publication that the environment describes. Editors can set other values: see `openSite`. */
export function getSite(config: Config): Site {
  const { SITE_TITLE, SITE_DESCRIPTION, SITE_URL, SITE_LANGUAGE, SITE_LOGO } = config;
  const unset = mayHaveReaders(config) ? UNSET_SITE : getListenUrl(config);
  return {
    id: 0,
    title: SITE_TITLE,
    description: SITE_DESCRIPTION,
    url: new URL(SITE_URL ?? unset).href,
    languageUrls: getLanguages(config).urlsByPrefix,
    language: SITE_LANGUAGE,
    languages: [...getLanguages(config).all],
    timeZone: config.SITE_TIME_ZONE,
    logo: SITE_LOGO === undefined ? null : createLogo(SITE_LOGO, SITE_TITLE),
    logoId: null,
    updatedAt: null,
    newsletterId: null,
    socialProfiles: config.SITE_SOCIAL_PROFILES,
    searchUrl: config.SITE_SEARCH_URL ?? null,
    sponsoredLabels: { ...DEFAULT_SPONSORED_LABELS, ...config.SPONSORED_LABELS },
    selectors: { paywall: config.SITE_PAYWALL_SELECTOR, speakable: config.SITE_SPEAKABLE_SELECTORS },
    machineRights: config.MACHINE_RIGHTS ?? null,
    robots: { isIndexed: !config.SITE_NOINDEX, isFollowed: !config.SITE_NOINDEX },
  };
}

/** Returns the URL of the site's draft route, which preview links lead to. */
export function getPreviewUrl(config: Config): string {
  return config.SITE_PREVIEW_URL ?? new URL('/draft', getSite(config).url).href;
}

function createLogo(url: string, alt: string): Image {
  const unknown = { caption: null, credit: null, width: null, height: null };
  return { url, alt, ...unknown } as Image;
}

/** Returns the lifetimes, in seconds, of responses in browsers and shared caches. */
export function getHttpCachePolicy({
  CDN,
  CACHE_MAX_AGE,
  CACHE_S_MAXAGE,
  CACHE_STALE_WHILE_REVALIDATE,
  FEDERATION,
}: Config) {
  return {
    cdn: CDN,
    browserSeconds: CACHE_MAX_AGE,
    sharedSeconds: CACHE_S_MAXAGE,
    staleSeconds: CACHE_STALE_WHILE_REVALIDATE,
    includesPosts: FEDERATION,
  };
}

/**
 * Returns the limits of WebSocket and SSE connections. `isExempt` returns true if an address has no limit.
 */
export function getConnectionLimits(config: Config, isExempt: (ip: string) => boolean): ConnectionLimits {
  const max = config.LIVE_CONNECTIONS;
  return {
    max,
    perClient: config.LIVE_CONNECTIONS_PER_CLIENT ?? Math.max(Math.floor(max / 10), 1),
    isExempt,
    keepAliveMs: config.LIVE_KEEPALIVE_SECONDS * 1_000,
  };
}

/** Maximum number of operations that one process runs at a time, on one thread. */
const RUNNING = 32;
/** Maximum number of events executed at a time, so that requests get the database's connections first. */
const EVENTS = 4;

/** Creates the queues of operations, and those of events, which are never refused. */
export function createQueues({ RUNNING_PER_CLIENT, WAITING_PER_CLIENT, READ_SECONDS }: Config) {
  const perClient = RUNNING_PER_CLIENT;
  const maxWaitMs = READ_SECONDS * 1_000;
  // A client with very many live queries competes with readers who send requests.
  const allowance = new ClientAllowance();
  const unbounded = { waiting: Number.POSITIVE_INFINITY, maxWaitMs: Number.POSITIVE_INFINITY };
  return {
    queues: new ClientQueues(
      {
        running: Math.max(RUNNING, perClient + EVENTS),
        perClient,
        waiting: WAITING_PER_CLIENT,
        maxWaitMs,
      },
      allowance,
    ),
    eventQueues: new ClientQueues(
      { running: EVENTS, perClient: EVENTS, besideOthers: 1, ...unbounded },
      allowance,
    ),
  };
}

/** Milliseconds that a request waits for pictures of its client to be rendered before its own. */
const MAX_RENDER_WAIT_MS = 30_000;

/** Creates the queues in which variants of pictures wait to be rendered, one for large ones. Clients take turns. */
export function createRenderQueues({ WAITING_PER_CLIENT }: Config) {
  const createQueue = (running: number) =>
    new ClientQueues(
      { running, perClient: running, waiting: WAITING_PER_CLIENT, maxWaitMs: MAX_RENDER_WAIT_MS },
      TURNS_ONLY,
    );
  return { small: createQueue(SMALL_CONCURRENCY), large: createQueue(LARGE_CONCURRENCY) };
}

/** Returns the settings of metrics, traces and the slow log. */
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

/** Returns the settings of feeds and sitemaps. */
export function getFeedSettings(config: Config, site: Site): FeedSettings {
  return {
    site,
    baseUrl: config.FEEDS_URL ?? getGatewayUrl(config),
    maxItems: config.FEED_ITEMS,
    includesFullBodies: config.FEED_CONTENT === 'full',
    hub: config.WEBSUB_HUB ?? null,
  };
}

/**
 * Returns a warning for each public address that is not set; none for a development gateway on the embedded
 * database.
 */
export function listUnsetAddresses(config: Config): string[] {
  const { SITE_URL, GATEWAY_URL } = config;
  if (!mayHaveReaders(config)) return [];
  const links = `links in mails, feeds and sitemaps begin with ${getListenUrl(config)} and differ between instances`;
  return [
    ...(SITE_URL === undefined ? [`SITE_URL is not set: every url begins with ${UNSET_SITE}`] : []),
    ...(GATEWAY_URL === undefined ? [`GATEWAY_URL is not set: ${links}`] : []),
  ];
}

/** Returns true in production, or on a database that several instances may share. */
function mayHaveReaders({ NODE_ENV, DATABASE_URL }: Config): boolean {
  return NODE_ENV === 'production' || DATABASE_URL !== undefined;
}

/** Returns the public base URL of the gateway. */
export function getGatewayUrl(config: Config): string {
  return config.GATEWAY_URL ?? getListenUrl(config);
}

export function getListenUrl({ HOST, PORT }: Pick<Config, 'HOST' | 'PORT'>): string {
  return `http://${HOST === '0.0.0.0' ? '127.0.0.1' : HOST}:${PORT}`;
}
