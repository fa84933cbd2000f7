import type { SiteLanguages } from './languages.js';

/** Texts of a row in further languages, by language and name. */
export type TranslatedTexts = Record<string, Record<string, string | null | undefined> | undefined>;

/**
 * Returns a text of a row in a language: its own or that of a fallback, as the views of the language have it. Null if the row's
 * text in the primary language stands in.
 */
export function getText(
  { texts }: { texts?: unknown },
  name: string,
  language: string,
  languages: SiteLanguages,
): string | null {
  for (const tag of [language, ...languages.getFallbacks(language)]) {
    if (tag === languages.primary) return null;
    const text = (texts as TranslatedTexts | undefined)?.[tag]?.[name];
    if (text != null) return text;
  }
  return null;
}

/** Lists the paths of a tag, an author or a series: the primary one, and those of the further languages of the site. */
export function listTermPaths(
  buildPath: (slug: string) => string,
  term: { slug: string; texts?: unknown },
  languages: SiteLanguages | null,
): string[] {
  if (!languages) return [buildPath(term.slug)];
  return languages.all.map(
    (language) =>
      languages.getPrefix(language) + buildPath(getText(term, 'slug', language, languages) ?? term.slug),
  );
}
