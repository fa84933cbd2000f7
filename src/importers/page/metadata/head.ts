import type { Root } from 'hast';
import { visit } from 'unist-util-visit';
import { findElements } from '../../html/hast.js';
import { getLineText } from '../layout/text-content.js';

/** Contents of a page's `head`: `meta` elements by name and the URL that the page declares. */
export class PageHead {
  readonly title: string;
  private readonly metas = new Map<string, string[]>();
  private readonly declaredUrl: string | null;

  constructor(page: Root) {
    const [title] = findElements(page, ({ tagName }) => tagName === 'title');
    this.title = title ? getLineText(title) : '';
    for (const { properties } of findElements(page, ({ tagName }) => tagName === 'meta')) {
      const { property, name, itemProp, content } = properties;
      const key = String(property ?? name ?? itemProp ?? '').toLowerCase();
      const value = String(content ?? '')
        .replace(/\s+/g, ' ')
        .trim();
      if (key !== '' && value !== '') this.metas.set(key, [...(this.metas.get(key) ?? []), value]);
    }
    this.declaredUrl = findCanonicalUrl(page) ?? this.getFirst('og:url') ?? findSavedUrl(page);
  }

  /** Returns the content of the first `meta` element with one of the names, which are tried in order. */
  getFirst(...names: string[]): string | null {
    return names.flatMap((name) => this.metas.get(name) ?? [])[0] ?? null;
  }

  getAll(...names: string[]): string[] {
    return names.flatMap((name) => this.metas.get(name) ?? []);
  }

  /** Returns the absolute URL that the page declares, else `fetchedUrl`. Returns null if both are unknown. */
  resolveUrl(fetchedUrl: string | null): string | null {
    const declaredUrl = this.declaredUrl;
    if (declaredUrl !== null && URL.canParse(declaredUrl, fetchedUrl ?? undefined)) {
      const url = new URL(declaredUrl, fetchedUrl ?? undefined);
      // Some sites declare their front page as the canonical URL of every page.
      if (/^https?:$/.test(url.protocol) && (url.pathname !== '/' || fetchedUrl === null)) return url.href;
    }
    return fetchedUrl;
  }
}

function findCanonicalUrl(page: Root): string | null {
  const isCanonical = (rel: unknown) => [rel].flat().map(String).includes('canonical');
  const [link] = findElements(
    page,
    ({ tagName, properties }) => tagName === 'link' && isCanonical(properties.rel),
  );
  return typeof link?.properties.href === 'string' ? link.properties.href : null;
}

/** Returns the URL that browsers write into a comment when they save a page. */
function findSavedUrl(page: Root): string | null {
  let found: string | null = null;
  visit(page, 'comment', ({ value }) => {
    found ??= /(?:saved from url=\(\d+\)|^\s*url:\s*)(https?:\/\/\S+)/i.exec(value)?.[1] ?? null;
  });
  return found;
}
