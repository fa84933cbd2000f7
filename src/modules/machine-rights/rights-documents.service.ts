import type { ReadClient } from '../../database/read/read-client.js';
import type { Loaders } from '../../graphql/loaders.js';
import type { Site } from '../site/site.type.js';
import { loadPathRules } from './path-rules.js';
import { writeLicense, writeRobotsTxt, writeTdmRep } from './rights-documents.js';
import { LICENSE_PATH, LICENSE_TYPE } from './rights-signals.js';

export interface RightsDocumentSettings {
  site: Site;
  /** Base URL of feeds, sitemaps and the license document. */
  baseUrl: string;
  /** Product tokens of crawlers with a license, in lower case. */
  licensees: ReadonlySet<string>;
}

export const TDMREP_PATH = '/.well-known/tdmrep.json';
export const RIGHTS_PATHS = ['/robots.txt', LICENSE_PATH, TDMREP_PATH];

/** Writes the documents of a site about what machines may use it for. */
export class RightsDocumentService {
  constructor(private readonly settings: RightsDocumentSettings) {}

  /** Returns the document at one of RIGHTS_PATHS. `reader` must read all languages. */
  async find(path: string, reader: ReadClient, loaders: Loaders): Promise<{ type: string; text: string }> {
    const { site, baseUrl, licensees } = this.settings;
    const basePath = new URL(site.url).pathname.replace(/\/$/, '');
    const rules = await loadPathRules(reader, loaders);
    if (path === LICENSE_PATH)
      return {
        type: `${LICENSE_TYPE}; charset=utf-8`,
        text: writeLicense(rules, { siteUrl: site.url, basePath }),
      };
    if (path === TDMREP_PATH)
      return { type: 'application/json; charset=utf-8', text: writeTdmRep(rules, basePath) };
    const sitemapUrl = site.robots.isIndexed ? new URL('/sitemap.xml', baseUrl).href : null;
    const text = writeRobotsTxt({ rules, sitemapUrl, baseUrl, basePath, licensees });
    return { type: 'text/plain; charset=utf-8', text };
  }
}
