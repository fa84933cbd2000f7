import { type CachePurger, sendPurge, splitIntoPortions } from './cache-purger.js';

export interface VarnishPurgerOptions {
  /** URL of a Varnish that was started with `deploy/varnish.vcl`, e.g. `http://varnish-1:6081`. */
  url: string;
  /** Host of the site, if this Varnish caches its pages: they are purged by their paths. */
  siteHost?: string;
  /** Name of the purger; defaults to `varnish`. */
  name?: string;
}

/** Tags in a request: Varnish accepts headers of 8 KiB. */
const MAX_TAGS = 500;

/**
 * Creates a purger for Varnish: PURGE with tags in the header xkey, and for each path with the site's host in
 * x-purge-host.
 */
export function createVarnishPurger({ url, siteHost, name = 'varnish' }: VarnishPurgerOptions): CachePurger {
  return {
    name,
    purge: async ({ tags, paths }) => {
      for (const portion of splitIntoPortions(tags, MAX_TAGS)) {
        await sendPurge(url, { method: 'PURGE', headers: { xkey: portion.join(' ') } });
      }
      if (siteHost === undefined) return;
      for (const path of paths) {
        await sendPurge(new URL(path, url), { method: 'PURGE', headers: { 'x-purge-host': siteHost } });
      }
    },
  };
}
