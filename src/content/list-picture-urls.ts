import { mayHaveMediaPaths } from '../shared/text/may-have-media-paths.js';

/** Address of a picture at another server. The sanitizer writes it first. */
const LINKED_PICTURE = /<img src="(https?:\/\/[^"]+)"/g;

/** Lists the URLs of the pictures of a sanitised body that are absolute, each once. */
export function listPictureUrls(html: string): string[] {
  const urls = [...html.matchAll(LINKED_PICTURE)].map(([, url = '']) =>
    url.replaceAll(/&(?:amp|#x26);/g, '&').replaceAll('&#x27;', "'"),
  );
  return [...new Set(urls)];
}

/** Returns false for a sanitised body that neither shows pictures nor has paths of the media library. */
export function mayHaveFiles(html: string): boolean {
  return html.includes('<img ') || mayHaveMediaPaths(html);
}
