import { parseHtml } from '../../content/html/parse-html.js';
import { toHtml } from '../../content/html/to-html.js';
import { renderPlayer } from '../html/markup.js';
import { resolveOwnLinks } from '../links/own-links.js';
import { normalizeFigures, normalizePictures } from '../page/layout/pictures.js';

/**
 * Renders the body of an entry as plain HTML, preceded by players of its media files. `base` is the entry's
 * URL. Throws ContentRefusedError.
 */
export function feedBody(html: string, media: string[], base: string | null): string {
  const players = media.filter((url) => !html.includes(url)).map((url) => renderPlayer([url]));
  const tree = parseHtml(players.join('') + html);
  normalizePictures(tree, base);
  normalizeFigures(tree);
  if (base !== null) resolveOwnLinks(tree, { url: new URL(base).origin, isPartial: true }, base);
  return toHtml(tree);
}
