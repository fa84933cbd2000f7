import { parseHtml } from '../../content/html/parse-html.js';
import { toHtml } from '../../content/html/to-html.js';
import { renderPlayer } from '../html/markup.js';
import { normalizeFigures, normalizePictures } from '../page/layout/pictures.js';

/** The body of an entry as plain HTML, players of its files first. `base` is where it lives. Throws ContentRefusedError. */
export function feedBody(html: string, media: string[], base: string | null): string {
  const players = media.filter((url) => !html.includes(url)).map((url) => renderPlayer([url]));
  const tree = parseHtml(players.join('') + html);
  normalizePictures(tree, base);
  normalizeFigures(tree);
  return toHtml(tree);
}
