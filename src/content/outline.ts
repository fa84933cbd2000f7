import type { Root } from 'hast';
import { getHeadingLevel } from './html/element-kinds.js';
import { visitElements } from './html/visit-elements.js';
import { toPlainText } from './plain-text.js';

export interface OutlineEntry {
  /** 1 to 6. */
  level: number;
  text: string;
  /** The heading's ID in the body's HTML. */
  anchor: string;
}

/** Lists the headings of a body in reading order, including those in quotations and boxes. */
export function buildOutline(body: Root): OutlineEntry[] {
  const headings: OutlineEntry[] = [];
  visitElements(body, (element) => {
    const level = getHeadingLevel(element);
    if (level) headings.push({ level, text: toPlainText(element), anchor: String(element.properties.id) });
  });
  return headings;
}
