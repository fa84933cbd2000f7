const COUNTRY = /^[A-Z]{2}$/;

/**
 * Returns a language tag as language_TERRITORY, the form of og:locale, such as en_GB. A tag without a territory has
 * the one with most speakers by CLDR; null if that is no country.
 */
export function getOpenGraphLocale(tag: string): string | null {
  const { language, region } = new Intl.Locale(tag).maximize();
  return region && COUNTRY.test(region) ? `${language}_${region}` : null;
}
