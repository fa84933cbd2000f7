import { buildXmlDocument } from '../../shared/text/xml.js';
import type { Site } from '../site/site.type.js';

/** A page in a sitemap; URLs are absolute. */
export interface SitemapPage {
  url: string;
  updatedAt: Date | null;
  image: string | null;
  /** Versions in other languages and itself, with hreflang for each. */
  alternates: { language: string; url: string }[];
}

const XHTML = 'http://www.w3.org/1999/xhtml';
const SITEMAP = 'http://www.sitemaps.org/schemas/sitemap/0.9';

export function renderSitemapIndex(sitemaps: { url: string; updatedAt: Date | null }[]): string {
  const sitemap = sitemaps.map(({ url, updatedAt }) => ({ loc: url, lastmod: updatedAt?.toISOString() }));
  return buildXmlDocument({ sitemapindex: { '@xmlns': SITEMAP, sitemap } });
}

/**
 * Renders a sitemap with the articles' images (Google's image sitemap extension) and the versions of pages in other
 * languages (https://developers.google.com/search/docs/specialty/international/localized-versions#sitemap).
 */
export function renderUrlset(pages: SitemapPage[]): string {
  return buildXmlDocument({
    urlset: {
      '@xmlns': SITEMAP,
      '@xmlns:image': 'http://www.google.com/schemas/sitemap-image/1.1',
      ...(pages.some(({ alternates }) => alternates.length > 0) && { '@xmlns:xhtml': XHTML }),
      url: pages.map(({ url, updatedAt, image, alternates }) => ({
        loc: url,
        'xhtml:link': alternates.map((each) => ({
          '@rel': 'alternate',
          '@hreflang': each.language,
          '@href': each.url,
        })),
        lastmod: updatedAt?.toISOString(),
        'image:image': image ? { 'image:loc': image } : undefined,
      })),
    },
  });
}

/**
 * Renders a news sitemap (https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap).
 */
export function renderNewsSitemap(
  articles: { url: string; title: string; publishedAt: Date; language: string | null }[],
  { title, language }: Pick<Site, 'title' | 'language'>,
): string {
  return buildXmlDocument({
    urlset: {
      '@xmlns': SITEMAP,
      '@xmlns:news': 'http://www.google.com/schemas/sitemap-news/0.9',
      url: articles.map((article) => ({
        loc: article.url,
        'news:news': {
          'news:publication': {
            'news:name': title,
            'news:language': getNewsLanguage(article.language ?? language),
          },
          'news:publication_date': article.publishedAt.toISOString(),
          'news:title': article.title,
        },
      })),
    },
  });
}

/** Returns an ISO 639 code of two or three letters; for Chinese, zh-cn or zh-tw. */
function getNewsLanguage(tag: string): string {
  const { language, script, region } = new Intl.Locale(tag).maximize();
  if (language !== 'zh') return language;
  return script === 'Hant' || region === 'TW' ? 'zh-tw' : 'zh-cn';
}
