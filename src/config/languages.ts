import { SiteLanguages } from '../shared/languages.js';
import { type Config, ConfigError } from './env.js';

/** The settings of languages. */
export type LanguageConfig = Pick<
  Config,
  'SITE_LANGUAGE' | 'SITE_LANGUAGES' | 'SITE_LANGUAGE_FALLBACKS' | 'SITE_LANGUAGE_URLS'
>;

/** Returns the languages of the site. Throws ConfigError if a setting names another one. */
export function getLanguages(config: LanguageConfig): SiteLanguages {
  const { SITE_LANGUAGE, SITE_LANGUAGES, SITE_LANGUAGE_FALLBACKS, SITE_LANGUAGE_URLS } = config;
  try {
    return new SiteLanguages({
      primary: SITE_LANGUAGE,
      others: SITE_LANGUAGES,
      fallbacks: SITE_LANGUAGE_FALLBACKS,
      urls: SITE_LANGUAGE_URLS,
    });
  } catch (error) {
    throw new ConfigError(`Invalid settings of languages: ${(error as Error).message}.`);
  }
}
