import { parseHtml } from '../../shared/content/parse-html.js';
import { toHtml } from '../../shared/content/to-html.js';
import { player } from '../markup.js';
import { settleFigures, settlePictures } from '../page/pictures.js';

/** The body of an entry as plain HTML, players of its files first. `base` is where it lives. Throws ContentRefusedError. */
export function feedBody(html: string, media: string[], base: string | null): string {
  const players = media.filter((url) => !html.includes(url)).map((url) => player([url]));
  const tree = parseHtml(players.join('') + html);
  settlePictures(tree, base);
  settleFigures(tree);
  return toHtml(tree);
}
