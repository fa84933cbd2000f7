import type { Element } from 'hast';
import { visit } from 'unist-util-visit';
import { parseStoredHtml } from './html/parse-stored-html.js';

/** A file that a body plays. */
export interface Player {
  kind: 'audio' | 'video';
  /** URL as in the body. */
  url: string;
  /** Media type that the body names. */
  type: string | null;
}

/** Returns the first sound of a stored body, or else its first video; null if it has neither. */
export function findPlayer(html: string): Player | null {
  if (!/<(?:audio|video)\b/.test(html)) return null;
  const players: Player[] = [];
  visit(parseStoredHtml(html), 'element', (element) => {
    const player = readPlayer(element);
    if (player) players.push(player);
  });
  return players.find(({ kind }) => kind === 'audio') ?? players[0] ?? null;
}

function readPlayer({ tagName, properties, children }: Element): Player | null {
  if (tagName !== 'audio' && tagName !== 'video') return null;
  const sources = children.filter(
    (child) => child.type === 'element' && child.tagName === 'source',
  ) as Element[];
  const { src, type } = properties.src === undefined ? (sources[0]?.properties ?? {}) : properties;
  if (typeof src !== 'string') return null;
  return { kind: tagName, url: src, type: typeof type === 'string' ? type : null };
}
