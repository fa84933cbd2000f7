import { z } from 'zod';
import { baseUrlSchema, isLanguageTag, parseByLanguage, parseList, type Setting } from './setting.js';

/** Settings of the languages of the site. */
export const LANGUAGE_SETTINGS = {
  SITE_LANGUAGE: {
    schema: z.string().refine(isLanguageTag, 'must be a BCP 47 language tag such as en or pt-BR'),
    defaultValue: 'en',
    description: "BCP 47 tag of the site's language.",
  },
  SITE_LANGUAGES: {
    schema: z
      .string()
      .transform(parseList)
      .pipe(z.array(z.string().refine(isLanguageTag, 'must be BCP 47 language tags such as en,pt-BR'))),
    defaultValue: '',
    description:
      'Comma-separated BCP 47 tags of the languages that the site has beside `SITE_LANGUAGE`. Each request has one of them: see [languages](../languages.md).',
  },
  SITE_LANGUAGE_FALLBACKS: {
    schema: z
      .string()
      .transform(parseByLanguage)
      .transform((byLanguage) =>
        Object.fromEntries(Object.entries(byLanguage).map(([tag, list]) => [tag, parseList(list)])),
      )
      .refine(
        (fallbacks) => Object.entries(fallbacks).flat(2).every(isLanguageTag),
        'must be languages with their fallbacks, such as de-AT:de,en;fr:en',
      ),
    defaultValue: '',
    description:
      'For languages, those whose articles stand in for missing ones, best first: `de-AT:de,en;fr:en`. Unset: an article without a version in a language is missing there.',
  },
  SITE_LANGUAGE_URLS: {
    schema: z
      .string()
      .transform(parseByLanguage)
      .refine(
        (urls) =>
          Object.entries(urls).every(
            ([tag, url]) => isLanguageTag(tag) && baseUrlSchema.safeParse(url).success,
          ),
        'must be languages with their URLs, such as de:https://example.de;fr:https://example.fr',
      ),
    defaultValue: '',
    description:
      'For languages with a host of their own, the URL of its front page: `de:https://example.de;fr:https://example.fr`. URLs of content in the language begin with it, without the prefix of the language.',
  },
  LOCALES_DIR: {
    schema: z.string().min(1),
    defaultValue: undefined,
    description:
      'Folder with [texts of mails and pages](../newsletters.md#languages) of the site, such as `it.json`, which replace those of the package or add a language. Unset: none.',
  },
} satisfies Record<string, Setting>;
