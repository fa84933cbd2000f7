type Texts = Record<string, Record<string, string>>;

/** Formats the texts of a row in further languages as the entry `translations` of a file, if there are any. */
export function formatTranslations(
  texts: unknown,
  names: Record<string, string> = {},
): { translations?: Texts } {
  const entries = Object.entries((texts ?? {}) as Texts).map(([language, row]) => [
    language,
    Object.fromEntries(Object.entries(row).map(([name, text]) => [names[name] ?? name, text])),
  ]);
  return entries.length === 0 ? {} : { translations: Object.fromEntries(entries) as Texts };
}
