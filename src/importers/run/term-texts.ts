/** Texts of a section or tag in another language, as a source has them. */
export interface TermTexts {
  language: string;
  name: string;
  slug: string;
  description?: string | null;
}

/** Returns texts by language and name, as rows have them. */
export function toTextsByLanguage(texts: TermTexts[]): Record<string, Record<string, string>> {
  return Object.fromEntries(
    texts.map(({ language, name, slug, description }) => [
      language,
      { name, slug, ...(description && { description }) },
    ]),
  );
}
