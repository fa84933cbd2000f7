import type { Root } from 'hast';
import { visit } from 'unist-util-visit';
import { getHeadingLevel } from './html/element-kinds.js';
import { toPlainText } from './plain-text.js';

export interface OutlineEntry {
  /** 1 to 6. */
  level: number;
  text: string;
  /** The heading's id in the body's HTML. */
  anchor: string;
}

/** Every heading of a body in reading order, also those inside quotations and boxes. */
export function buildOutline(body: Root): OutlineEntry[] {
  const headings: OutlineEntry[] = [];
  visit(body, 'element', (element) => {
    const level = getHeadingLevel(element);
    if (level) headings.push({ level, text: toPlainText(element), anchor: String(element.properties.id) });
  });
  return headings;
}
