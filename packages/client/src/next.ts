import { type Client, readTags } from './client.js';
import { digest } from './draft.js';
import { type DatelineSeoFragment, sitemapDocument } from './fragments.js';

/** The most tags that a response adds to an entry. Next.js stores 128, of at most 256 characters. */
const MAX_TAGS = 32;
const MAX_TAG_LENGTH = 256;
/** Characters of a tag in the header of a response. */
const HASH_LENGTH = 6;
/** Tag of responses with too many tags for the header, and of those without any. Every change revalidates it. */
const OVERFLOW_TAG = 'many';
/** Header with the sequence of a change, for which the gateway waits before it answers. */
const MIN_SEQUENCE_HEADER = 'x-min-sequence';
/** Milliseconds after a webhook in which requests name its change. By then every instance has followed it. */
const NAMED_MS = 10_000;
/** Milliseconds after which everything is revalidated again: when most renders have ended, and when all have. */
const REPEAT_DELAYS_MS = [2_000, 12_000];
const WEBHOOK_TOLERANCE_SECONDS = 300;
const SECRET_IS_MISSING =
  'The secret of the webhook is not set or invalid, so nothing was revalidated. Set the one that `dateline webhooks add` printed.\n';

/** What the bundles of a Next.js process share: its routes and its pages have modules of their own. */
const shared = globalThis as { datelineChange?: { sequence: number; receivedAt: number } };

export {
  type DraftClientOptions,
  type DraftEventsRouteOptions,
  type DraftRouteOptions,
  draftClient,
  draftEventsRoute,
  draftRoute,
  type EndDraftRouteOptions,
  endDraftRoute,
} from './draft.js';
export {
  findPathLanguage,
  type NextResponses,
  type ProxyOptions,
  type ProxyRequest,
  proxy,
  type Rewrite,
  readLanguage,
  readMissing,
  rewrites,
} from './proxy.js';

/** Settings of `datelineFetch`. */
export interface DatelineFetchOptions {
  /** `cacheTag` of next/cache, for requests within `use cache`. */
  cacheTag: (...tags: string[]) => void;
  fetch?: typeof fetch;
}

/**
 * Returns a fetch for `createClient` that tags the entry of `use cache` with the cache tags of every response, of
 * which it requests at most 32. Only responses to GET requests without a key have tags: set `useGet` or send
 * trusted documents. Others are revalidated by every change.
 * For ten seconds after a webhook, requests name its change, and the gateway answers once it has followed it: the
 * webhook may come from another instance of the gateway than the one that answers.
 */
export function datelineFetch({ cacheTag, fetch: send = fetch }: DatelineFetchOptions): typeof fetch {
  return async (input, init) => {
    const requested = new Headers(init?.headers);
    requested.set('x-cache-tags-max', `${MAX_TAGS}`);
    const { datelineChange: change } = shared;
    if (change && Date.now() - change.receivedAt < NAMED_MS)
      requested.set(MIN_SEQUENCE_HEADER, `${change.sequence}`);
    const response = await send(input, { ...init, headers: requested });
    const tags = readTags(response.headers);
    // A response that was made while content changed has no tags, and may be older than the change.
    cacheTag(...(tags.length > 0 ? tags : [OVERFLOW_TAG]));
    return response;
  };
}

/** Settings of `revalidateRoute`. */
export interface RevalidateRouteOptions {
  /** The secret of the webhook. Several, separated by spaces, if instances of the site have webhooks of their own. */
  secret: string;
  /** `revalidateTag` of next/cache. */
  revalidateTag: (tag: string, profile: { expire: number }) => unknown;
  /** `revalidatePath` of next/cache, to revalidate the paths of the changed object too. */
  revalidatePath?: (path: string) => unknown;
  /**
   * `after` of next/server, to revalidate again after 2 and 12 seconds. Next.js dates a page by the end of its render, so
   * that one which began before the change, and is stored after it, would pass for newer.
   */
  after?: (work: () => Promise<void>) => unknown;
}

/** The part of a delivery that says what to revalidate. */
interface WebhookEvent {
  type?: string;
  data: {
    sequence?: number;
    keys: string[];
    tags?: string[];
    pathBefore?: string | null;
    pathAfter?: string | null;
  };
}

/**
 * Returns a handler of webhooks that revalidates all tags which a change affects. Register it with the event
 * `tags_changed`, which has those of related and popular lists too. It responds with 401 to deliveries that are not
 * signed with the secret or are older than five minutes, and with 503 to all while the secret is not set.
 */
export function revalidateRoute(options: RevalidateRouteOptions): (request: Request) => Promise<Response> {
  const { secret, revalidateTag, revalidatePath, after } = options;
  const imported = Promise.all(secret.split(/\s+/).map(importSecret));
  return async (request) => {
    const body = await request.text();
    const keys = (await imported).filter((key) => key !== null);
    if (keys.length === 0) return new Response(SECRET_IS_MISSING, { status: 503 });
    const checks = await Promise.all(keys.map((key) => isSigned(request.headers, body, key)));
    if (!checks.includes(true)) return new Response(null, { status: 401 });
    const { type, data } = JSON.parse(body) as WebhookEvent;
    const { sequence, keys: changed, tags, pathBefore, pathAfter } = data;
    // The log of editors counts apart.
    if (sequence !== undefined && !type?.startsWith('edited.')) noteChange(sequence);
    const hashes = tags ?? [...(await Promise.all(changed.map(hashTag))), OVERFLOW_TAG];
    const plain = changed.filter((key) => key.length <= MAX_TAG_LENGTH);
    const revalidate = () => {
      for (const tag of new Set([...plain, ...hashes])) revalidateTag(tag, { expire: 0 });
      for (const path of new Set([pathBefore, pathAfter])) if (path) revalidatePath?.(path);
    };
    revalidate();
    for (const delay of REPEAT_DELAYS_MS)
      after?.(() => new Promise((done) => setTimeout(done, delay)).then(revalidate));
    return new Response(null, { status: 204 });
  };
}

/** Notes the change of a webhook. One that arrives late does not replace a later change that is still named. */
function noteChange(sequence: number): void {
  const { datelineChange: noted } = shared;
  const isNamed = noted && Date.now() - noted.receivedAt < NAMED_MS;
  if (isNamed && noted.sequence > sequence) return;
  shared.datelineChange = { sequence, receivedAt: Date.now() };
}

/**
 * Hashes a cache tag, such as `tagOf` returns, as the gateway does in the header of a response: the first 6
 * characters of its SHA-256 in URL-safe Base64.
 */
export async function hashTag(tag: string): Promise<string> {
  const hash = await digest(tag);
  return hash.slice(0, HASH_LENGTH).replaceAll('+', '-').replaceAll('/', '_');
}

/** Returns the key of a webhook's secret; null if there is none, or none that `webhooks add` printed. */
async function importSecret(secret: string): Promise<CryptoKey | null> {
  const [, base64] = /^(?:whsec_)?([\w+/]+={0,2})$/.exec(secret) ?? [];
  if (!base64) return null;
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  try {
    return await crypto.subtle.importKey('raw', decodeBase64(base64), algorithm, false, ['verify']);
  } catch {
    return null;
  }
}

/** Verifies a signature of https://www.standardwebhooks.com. While a secret is rotated, there are two. */
async function isSigned(headers: Headers, body: string, key: CryptoKey): Promise<boolean> {
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((name) =>
    headers.get(`webhook-${name}`),
  );
  if (!id || !timestamp || !signatures) return false;
  if (!(Math.abs(Date.now() / 1_000 - Number(timestamp)) <= WEBHOOK_TOLERANCE_SECONDS)) return false;
  const content = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  for (const signature of signatures.split(' ')) {
    const [version, value = ''] = signature.split(',');
    if (version !== 'v1' || !/^[\w+/]+={0,2}$/.test(value)) continue;
    if (await crypto.subtle.verify('HMAC', key, decodeBase64(value), content)) return true;
  }
  return false;
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** The metadata of a page, as `generateMetadata` of Next.js returns it. */
export interface NextMetadata {
  title: { absolute: string };
  description: string | null;
  robots: string;
  alternates: { canonical: string; types: Record<string, string>; languages?: Record<string, string> };
  openGraph: Record<string, unknown>;
  /** Elements with a name, such as tdm-reservation. */
  other?: Record<string, string>;
}

/**
 * Returns the metadata of a page from the fragment DatelineSeo, and from the feeds of a list. A page in several languages
 * names its versions, for hreflang.
 */
export function metadata(
  {
    title,
    description,
    canonicalUrl,
    robots,
    alternates,
    openGraph,
    machineRights: { meta },
  }: DatelineSeoFragment,
  feeds: { mimeType: string; url: string }[] = [],
): NextMetadata {
  const properties: Record<string, any> = {};
  const images: Record<string, string>[] = [];
  for (const { property, content } of openGraph) {
    const [, imageProperty = property === 'og:image' && 'url'] = /^og:image:(\w+)$/.exec(property) ?? [];
    const name = toPropertyName(property);
    if (imageProperty === 'url') images.push({ url: content });
    else if (imageProperty) Object.assign(images.at(-1) ?? {}, { [imageProperty]: content });
    else if (!/^(author|tag)$/.test(name)) properties[name] = content;
    else properties[`${name}s`] = [...(properties[`${name}s`] ?? []), content];
  }
  return {
    title: { absolute: title },
    description,
    robots,
    alternates: {
      canonical: canonicalUrl,
      types: Object.fromEntries(feeds.map(({ mimeType, url }) => [mimeType, url])),
      ...(alternates.length > 0 && {
        languages: Object.fromEntries(alternates.map(({ language, url }) => [language, url])),
      }),
    },
    openGraph: { ...properties, ...(images.length > 0 && { images }) },
    ...(meta.length > 0 && { other: Object.fromEntries(meta.map(({ name, content }) => [name, content])) }),
  };
}

/** Returns the name of an Open Graph property in Next.js, such as publishedTime for article:published_time. */
function toPropertyName(property: string): string {
  return property.replace(/^\w+:/, '').replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** An entry of a sitemap, as Next.js takes it. */
export interface SitemapEntry {
  url: string;
  lastModified: string;
}

/**
 * Returns a function for `app/sitemap.ts` that lists all articles that search engines may show. At most 50,000, as
 * sitemaps may have.
 */
export function sitemap(client: Client): () => Promise<SitemapEntry[]> {
  return async () => {
    const entries: SitemapEntry[] = [];
    for await (const { nodes } of client.paginate(
      sitemapDocument,
      { first: 100 },
      ({ articles }) => articles,
    )) {
      for (const { url, updatedAt } of nodes) entries.push({ url, lastModified: updatedAt });
      if (entries.length >= 50_000) break; // all pages but the last are full
    }
    return entries;
  };
}

/** What Next.js passes to an image loader. */
export interface ImageLoaderProps {
  src: string;
  width: number;
  quality?: number;
}

/**
 * Returns an image loader for an image service, from a template of its addresses with `{src}`, `{width}` and
 * `{quality}`, e.g. `https://images.example.com/w={width},q={quality}/{src}`.
 */
export function imageLoader(template: string): (props: ImageLoaderProps) => string {
  return ({ src, width, quality = 75 }) => {
    const values: Record<string, string> = {
      src: encodeURIComponent(src),
      width: `${width}`,
      quality: `${quality}`,
    };
    return template.replace(/\{(src|width|quality)\}/g, (_, name: string) => values[name] ?? '');
  };
}
