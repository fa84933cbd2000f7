import { canonicalizeLanguageTag } from '../../shared/text/language-tag.js';
import type { ImportedArticle } from '../run/imported-article.js';
import { type GhostPost, type GhostTag, isInternal } from './ghost-post.js';

/** Returns the language that an internal tag names, such as `#de` or `#lang-pt-br`; null for other tags. */
function getTagLanguage(tag: GhostTag): string | null {
  if (!isInternal(tag)) return null;
  const [, prefix, name = ''] =
    /^(?:#|hash-)?(lang-|language-|locale-)?([a-z]{2}(?:-[a-z]{2,4})?)$/i.exec(tag.name || tag.slug) ?? [];
  const language = canonicalizeLanguageTag(name);
  if (language === null) return null;
  return prefix !== undefined || isKnownLanguage(language) ? language : null;
}

/** Returns true for the code of a language, and not for two letters that are none, such as `ad`. */
function isKnownLanguage(tag: string): boolean {
  const [code = ''] = tag.split('-');
  return new Intl.DisplayNames('en', { type: 'language', fallback: 'none' }).of(code) !== undefined;
}

/**
 * Returns the language of a post and the URLs of its versions in other languages. Ghost has no field for either: sites use
 * an internal tag, and links with `hreflang` in the code that a post adds to the head of its page.
 */
export function describeLanguage({
  tags,
  codeinjection_head,
}: GhostPost): Pick<ImportedArticle, 'language' | 'translationKeys'> & { tags: string[] } {
  const found = tags.flatMap((tag) => {
    const language = getTagLanguage(tag);
    return language === null ? [] : [{ language, name: tag.name }];
  });
  const links = (codeinjection_head.match(/<link\b[^<>]*>/gi) ?? []).filter(
    (tag) => /\bhreflang\s*=/i.test(tag) && !/\bhreflang\s*=\s*["']?x-default/i.test(tag),
  );
  const keys = links.flatMap((tag) => /\bhref\s*=\s*["']?([^"'\s>]+)/i.exec(tag)?.[1] ?? []);
  return {
    language: found[0]?.language ?? null,
    ...(keys.length > 1 && { translationKeys: [...new Set(keys)] }),
    tags: found.slice(0, 1).map(({ name }) => `internal tag ${name}`),
  };
}
