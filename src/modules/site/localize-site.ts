import type { SiteLanguages } from '../../shared/languages.js';
import { buildSiteUrl } from '../../shared/paths.js';
import { getText } from '../../shared/translated-texts.js';
import type { Site } from './site.type.js';

/** The publication with its texts in one language. */
export interface LocalizedSite
  extends Pick<Site, 'title' | 'description' | 'url' | 'language' | 'languageUrls' | 'sponsoredLabels'> {
  /** URL of the front page in the language. */
  homeUrl: string;
}

/** Returns the publication with its title, description and front page in a language of the site. */
export function localizeSite<AnySite extends Site>(
  site: AnySite,
  language: string,
  languages: SiteLanguages,
): AnySite & LocalizedSite {
  return Object.assign(Object.create(site), {
    title: getText(site, 'title', language, languages) ?? site.title,
    description: getText(site, 'description', language, languages) ?? site.description,
    homeUrl: buildSiteUrl(site, languages.getPrefix(language) || '/'),
  });
}
