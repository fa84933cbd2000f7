import { LRUCache } from 'lru-cache';

const COUNTRY = /^[A-Z]{2}$/;

/** Locales by language tag: CLDR is asked once for each, since every article's metadata have some. */
const locales = new LRUCache<string, { locale: string | null }>({ max: 500, memoMethod: findLocale });

/**
 * Returns a language tag as language_TERRITORY, the form of og:locale, such as en_GB. A tag without a territory has
 * the one with most speakers by CLDR; null if that is no country.
 */
export function getOpenGraphLocale(tag: string): string | null {
  return locales.memo(tag).locale;
}

function findLocale(tag: string) {
  const { language, region } = new Intl.Locale(tag).maximize();
  return { locale: region && COUNTRY.test(region) ? `${language}_${region}` : null };
}
