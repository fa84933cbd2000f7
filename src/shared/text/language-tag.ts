/** Returns a BCP 47 language tag in its canonical form, `pt-BR` of `PT-br`; null for what is none. */
export function canonicalizeLanguageTag(tag: string): string | null {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null;
  } catch {
    return null;
  }
}
