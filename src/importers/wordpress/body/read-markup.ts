import { itemReader } from '../../run/reading.js';
import { settleMarkup } from './clean-markup.js';
import type { ConversionContext } from './conversion.js';

/**
 * Cleans the HTML of WordPress and its themes: one figure per picture, quotations and tables without
 * wrappers, players for lone URLs, absolute URLs. Marks used attachments.
 */
export function cleanMarkup(html: string, { site }: ConversionContext): string {
  const settled = settleMarkup(html, site.url);
  for (const address of settled.addresses) site.attachments.markUrlUsed(address);
  return settled.html;
}

/** Cleans the HTML like cleanMarkup, in the reading worker. */
export async function readMarkup(html: string, { site }: ConversionContext): Promise<string> {
  const settled = await itemReader.read('wordpressMarkup', html, site.url);
  for (const address of settled.addresses) site.attachments.markUrlUsed(address);
  return settled.html;
}
