import pg from 'pg';
import type { SiteLanguages } from '../../shared/languages.js';

/**
 * Builds the condition that an article, given by the SQL of its tag, belongs to one of some languages of the site. Follows
 * `SiteLanguages.resolve`. It may be null in place of false for an article without a language: negate it by IS NOT TRUE.
 */
export function buildLanguageCondition(
  column: string,
  languages: readonly string[],
  site: SiteLanguages,
): string {
  const tag = `lower(coalesce(${column}, ${quote(site.primary)}))`;
  const subtag = `split_part(${tag}, '-', 1)`;
  const known = site.all.map((each) => each.toLowerCase());
  // Of several languages with the same subtag, the first has the articles whose tag is none of the site's.
  const subtags = [...new Set(known.map(getSubtag))];
  const conditions = languages.flatMap((language) => {
    const lower = language.toLowerCase();
    const own = getSubtag(lower);
    // The usual case, in the words of the index article_language_listed_at, whose statistics it has.
    if (language !== site.primary && known.filter((each) => getSubtag(each) === own).length === 1)
      return [`split_part(lower(${column}), '-', 1) = ${quote(own)}`];
    const isFirst = known.find((each) => getSubtag(each) === own) === lower;
    return [
      `${tag} = ${quote(lower)}`,
      ...(isFirst ? [`(${subtag} = ${quote(own)} AND ${tag} <> ALL (${quoteList(known)}))`] : []),
      ...(language === site.primary ? [`${subtag} <> ALL (${quoteList(subtags)})`] : []),
    ];
  });
  return `(${conditions.join(' OR ')})`;
}

/**
 * Builds the condition that an article `v` of a view is shown in a language: it belongs to it, or stands in for one that
 * no better language has.
 */
export function buildShownCondition(articles: string, language: string, site: SiteLanguages): string {
  const better = [language];
  const conditions = [buildLanguageCondition('v.language', better, site)];
  for (const fallback of site.getFallbacks(language)) {
    const others = `SELECT FROM ${articles} other WHERE other.translation_group = v.translation_group
      AND ${buildLanguageCondition('other.language', better, site)}`;
    conditions.push(`(${buildLanguageCondition('v.language', [fallback], site)} AND NOT EXISTS (${others}))`);
    better.push(fallback);
  }
  return conditions.join(' OR ');
}

function getSubtag(tag: string): string {
  return tag.replace(/-.*/, '');
}

function quote(text: string): string {
  return pg.escapeLiteral(text);
}

function quoteList(texts: readonly string[]): string {
  return `ARRAY[${texts.map(quote).join(', ')}]`;
}
