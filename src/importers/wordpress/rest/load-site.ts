import { z } from 'zod';
import { WordPressSite } from '../site.js';
import { loadLanguages } from './languages.js';
import type { RestReader } from './rest-api.js';
import { headSchemas, languageSchemas, toTermPage } from './rest-item.js';

const categorySchema = z.object({
  id: z.number(),
  slug: z.string(),
  name: z.string(),
  parent: z.number().default(0),
  description: z.string().default(''),
  link: z.string().default(''),
  ...languageSchemas,
  ...headSchemas,
});

/** Loads the names, languages and categories of a site. */
export async function loadSite(api: RestReader): Promise<WordPressSite> {
  const site = new WordPressSite();
  site.url = api.site.url;
  site.title = api.site.title;
  site.referenceSource = 'the responses of the REST API';
  await loadLanguages(api, site.languages);
  const categories = new Map<number, z.infer<typeof categorySchema>>();
  for await (const page of api.fetchPages('categories', {})) {
    for (const each of z.array(categorySchema).parse(page)) categories.set(each.id, each);
  }
  for (const category of categories.values()) {
    const { id, slug, name, description, parent } = category;
    const parentSlug = categories.get(parent)?.slug ?? null;
    const page = toTermPage(category);
    site.sections.add({ id: String(id), slug, name, description, parent: parentSlug, page });
    const { lang, translations } = category;
    const group = Object.values(translations ?? {})
      .sort()
      .join(' ');
    if (lang && group !== '') site.languages.addTerm(String(id), lang, group);
  }
  site.sections.joinTranslations(site.languages);
  for (const { id, link } of categories.values())
    site.archives.add('section', site.sections.findSlugById(String(id)) ?? '', link);
  return site;
}
