import { FetchError } from '../fetch/fetch-error.js';
import type { Fetcher } from '../fetch/fetcher.js';
import { type LoadedSource, loadSource } from '../fetch/load-source.js';
import { UnreadableSourceError } from '../run/unreadable-source.js';
import type { RobotsRules } from './robots.js';
import { parseSitemap } from './sitemap.js';

/** Usual addresses of sitemaps, for a site without one in its robots.txt. */
const USUAL_SITEMAPS = ['/sitemap.xml', '/sitemap_index.xml', '/wp-sitemap.xml'];
/** Sitemaps that are read at most; the protocol permits 50,000 in an index. */
const MAX_SITEMAPS = 50_000;

/** Where old addresses are read from. */
interface AddressDeps {
  fetcher: Fetcher;
  robots: RobotsRules;
}

/**
 * Lists the addresses of an old site without duplicates, from a sitemap, a list or the site's own sitemaps.
 * Throws UnreadableSourceError or FetchError.
 */
export async function listOldAddresses(location: string, deps: AddressDeps): Promise<string[]> {
  const source = await loadSource(location, deps.fetcher, {
    accept: 'application/xml, text/plain, */*;q=0.5',
  });
  const pageUrl = /^\s*(<!doctype html|<html)/i.test(source.text) ? source.url : null;
  const addresses =
    pageUrl !== null ? await readSite(pageUrl, deps) : await readSource(location, source, deps);
  const unique = new Set(addresses);
  if (unique.size === 0) throw new UnreadableSourceError(`${location} lists no addresses.`);
  return [...unique];
}

/** Reads a sitemap with those that it names, or a list with an address on each line. */
async function readSource(location: string, { text }: LoadedSource, deps: AddressDeps): Promise<string[]> {
  const sitemap = parseSitemap(text);
  if (sitemap === null) return readList(location, text);
  return [...sitemap.pages, ...(await readSitemaps(sitemap.sitemaps, deps))];
}

async function readSite(siteUrl: string, deps: AddressDeps): Promise<string[]> {
  const named = await deps.robots.listSitemaps(siteUrl);
  if (named.length > 0) return readSitemaps(named, deps);
  for (const place of USUAL_SITEMAPS) {
    const url = new URL(place, siteUrl).href;
    const { status, text } = await deps.fetcher.get(url);
    if (status === 200 && parseSitemap(text)) return readSitemaps([url], deps);
  }
  throw new UnreadableSourceError(
    `${siteUrl} has no sitemap that robots.txt names, nor one at ${USUAL_SITEMAPS.join(', ')}. Give the URL of its sitemap, or a file with one address on each line.`,
  );
}

async function readSitemaps(urls: string[], { fetcher }: AddressDeps): Promise<string[]> {
  const addresses: string[] = [];
  const waiting = [...urls];
  const seen = new Set<string>();
  for (let url = waiting.shift(); url !== undefined; url = waiting.shift()) {
    if (seen.has(url) || seen.size === MAX_SITEMAPS) continue;
    seen.add(url);
    const { status, text } = await fetcher.get(url);
    if (status !== 200) throw new FetchError(`The sitemap ${url} responded with status ${status}.`, true);
    const sitemap = parseSitemap(text);
    if (sitemap === null) throw new UnreadableSourceError(`${url} is not a sitemap that can be read.`);
    for (const page of sitemap.pages) addresses.push(page);
    waiting.push(...sitemap.sitemaps);
  }
  return addresses;
}

/** Reads the first column of each line. A first line that is no address is a header. */
function readList(location: string, text: string): string[] {
  return text.split(/\r\n?|\n/).flatMap((line, i) => {
    const [column = ''] = line.split(/[,;\t]/);
    const first = column.trim().replace(/^"(.*)"$/, '$1');
    if (first === '' || first.startsWith('#')) return [];
    if (first.startsWith('/') || (/^https?:\/\//i.test(first) && URL.canParse(first))) return [first];
    if (i === 0 && /^[a-z ]+$/i.test(first)) return [];
    throw new UnreadableSourceError(
      `${location}:${i + 1}: "${first.slice(0, 100)}" is neither a URL that begins with http nor a path that begins with /.`,
    );
  });
}
