import { canonicalizeLanguageTag } from '../../../shared/text/language-tag.js';
import { findElements } from '../../html/hast.js';
import type { PageDocument, PageMetadata } from './page-document.js';

/** Returns the value of `lang` on the element `html`, which a parsed page does not have; '' for none. */
export function findRootLanguage(html: string): string {
  return /<html\b[^<>]{0,2000}?\s(?:xml:)?lang\s*=\s*["']?([\w-]{1,40})/i.exec(html)?.[1] ?? '';
}

/**
 * Finds the language of a page and its versions in other languages (`hreflang`). Themes often have `lang="en"` on pages of
 * any language, so that a page which names another language elsewhere has none.
 */
export function findLanguages({
  tree,
  head,
  data,
  rootLanguage,
}: PageDocument): Pick<PageMetadata, 'language' | 'alternates'> {
  const named = [
    ...data.getTexts(data.article, 'inLanguage'),
    ...head.getAll('og:locale'),
    rootLanguage,
  ].flatMap((text) => canonicalizeLanguageTag(text.trim().replaceAll('_', '-')) ?? []);
  const subtags = new Set(named.map((tag) => tag.split('-', 1)[0]));
  const links = findElements(
    tree,
    ({ tagName, properties }) =>
      tagName === 'link' &&
      [properties.rel].flat().map(String).includes('alternate') &&
      !!properties.hrefLang,
  );
  const alternates = links.flatMap(({ properties: { hrefLang, href } }) => {
    const isLanguage = String(hrefLang).toLowerCase() !== 'x-default';
    return isLanguage && URL.canParse(String(href)) ? [new URL(String(href)).href.replace(/#.*/s, '')] : [];
  });
  return {
    language: subtags.size === 1 ? (named[0] ?? null) : null,
    alternates: [...new Set(alternates)],
  };
}
