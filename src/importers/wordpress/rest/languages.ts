import { z } from 'zod';
import type { ImportResult } from '../../run/imported-article.js';
import type { WordPressLanguages } from '../languages.js';
import { type RestApi, type RestReader, WPML } from './rest-api.js';

/** Namespace of the API of Polylang. */
const POLYLANG = 'pll/v1';

const polylangSchema = z.array(
  z.object({ slug: z.string(), locale: z.string(), is_default: z.boolean().optional().catch(undefined) }),
);

/** Loads the languages of Polylang, whose slugs may be words of the editor's own. */
export async function loadLanguages(api: RestReader, languages: WordPressLanguages): Promise<void> {
  if (!api.namespaces.includes(POLYLANG)) return;
  const { data = [] } = polylangSchema.safeParse(await api.fetchPluginRoute(`${POLYLANG}/languages`));
  for (const { slug, locale, is_default } of data) {
    languages.addLanguage(slug, locale);
    if (is_default) languages.main = languages.toTag(slug);
  }
}

/** Returns a warning for a site with a plugin for translations whose API returned no language of any post. */
export function listMissingLanguages(
  api: RestApi,
  { count, hasLanguages }: { count: number; hasLanguages: boolean },
): ImportResult[] {
  if (hasLanguages || count === 0 || ![POLYLANG, WPML].some((name) => api.namespaces.includes(name)))
    return [];
  const reason =
    'The site has a plugin for translations, and its API returns no language of a post: all are imported in the primary language. docs/import/wordpress.md has what to add to the site';
  return [{ item: 'languages', outcome: 'warning', reasons: [reason] }];
}
