/** Language subtag in use: ISO 639 codes have two or three letters, though BCP 47 reserves up to eight. */
const LANGUAGE = /^[a-z]{2,3}(?=-|$)/;

/**
 * Returns a BCP 47 language tag in its canonical form, `pt-BR` for `PT-br`. Returns null for other texts, also for the
 * name of a language, such as `english`.
 */
export function canonicalizeLanguageTag(tag: string): string | null {
  try {
    const [canonical] = Intl.getCanonicalLocales(tag);
    return canonical && LANGUAGE.test(canonical) ? canonical : null;
  } catch {
    return null;
  }
}
