import { ArticleKind } from '../../shared/article/article-kind.js';
import type { StoredOrigin } from './provenance.type.js';

/**
 * Builds the URL of the page on which an article is edited in WordPress or Ghost, at the address from which it was
 * imported. Null for other sources.
 */
export function buildEditUrl(origin: StoredOrigin, kind: string): string | null {
  // `wordpress blog.example/news`, without `www.`.
  const [cms, site] = origin.source.split(' ');
  if (!site) return null;
  const id = encodeURIComponent(origin.sourceId.split('/').at(-1) ?? ''); // `post/42` in WordPress
  const base = buildBase(site, origin.url);
  if (cms === 'wordpress') return `${base}/wp-admin/post.php?post=${id}&action=edit`;
  if (cms === 'ghost') return `${base}/ghost/#/editor/${kind === ArticleKind.PAGE ? 'page' : 'post'}/${id}`;
  return null;
}

/** Adds the scheme and `www.` of the article's URL, if it has the host of the site; else https. */
function buildBase(site: string, url: string | null): string {
  const [host = ''] = site.split('/');
  const address = url === null ? null : new URL(url);
  if (address?.host !== host && address?.host !== `www.${host}`) return `https://${site}`;
  return `${address.origin}${site.slice(host.length)}`;
}
