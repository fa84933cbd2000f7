import type { WordPressSite } from '../site.js';
import { SPONSOR_TYPE } from '../sponsors.js';
import type { RestReader } from './rest-api.js';
import { parsePost } from './rest-item.js';

/** Loads the sponsors of the plugin Newspack Sponsors, if the site has it. */
export async function loadSponsors(api: RestReader, site: WordPressSite): Promise<void> {
  if (!api.hasType(SPONSOR_TYPE)) return;
  for await (const page of api.fetchPages(SPONSOR_TYPE, { _embed: 'wp:term' }))
    for (const each of page) site.sponsors.add(parsePost(each, site));
}
