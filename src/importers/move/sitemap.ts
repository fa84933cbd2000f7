import { SaxesParser } from 'saxes';

/** The URLs of a sitemap: pages, or other sitemaps if it is an index. */
export interface Sitemap {
  pages: string[];
  sitemaps: string[];
}

/** Parses a sitemap or an index of sitemaps: https://www.sitemaps.org/protocol.html. Returns null for other texts. */
export function parseSitemap(text: string): Sitemap | null {
  const sitemap: Sitemap = { pages: [], sitemaps: [] };
  const open: string[] = [];
  let isSitemap = false;
  let location = '';
  const parser = new SaxesParser();
  parser.on('opentag', ({ name }) => {
    if (open.length === 0) isSitemap = /^(urlset|sitemapindex)$/.test(name);
    open.push(name);
    location = '';
  });
  const append = (part: string) => {
    if (open.at(-1) === 'loc') location += part;
  };
  parser.on('text', append);
  parser.on('cdata', append);
  parser.on('closetag', () => {
    const list = { url: sitemap.pages, sitemap: sitemap.sitemaps }[open.at(-2) ?? ''];
    if (open.pop() === 'loc' && list && location.trim() !== '') list.push(location.trim());
  });
  try {
    parser.write(text.replace(/^\ufeff?\s+/, '')).close();
  } catch {
    return null;
  }
  return isSitemap ? sitemap : null;
}
