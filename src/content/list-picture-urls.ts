/** Address of a picture at another server. The sanitizer writes it first. */
const LINKED_PICTURE = /<img src="(https?:\/\/[^"]+)"/g;

/** Lists the URLs of the pictures of a sanitised body that are absolute, each once. */
export function listPictureUrls(html: string): string[] {
  if (!html.includes('<img ')) return [];
  const urls = [...html.matchAll(LINKED_PICTURE)].map(([, url = '']) =>
    url.replaceAll(/&(?:amp|#x26);/g, '&').replaceAll('&#x27;', "'"),
  );
  return [...new Set(urls)];
}
