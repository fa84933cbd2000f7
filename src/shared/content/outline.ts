import type { Root } from 'hast';
import { visit } from 'unist-util-visit';
import { headingLevel } from './element-kinds.js';
import { plainText } from './plain-text.js';

export interface Heading {
  /** 1 to 6. */
  level: number;
  text: string;
  /** The heading's id in the body's HTML. */
  anchor: string;
}

/** Every heading of a body in reading order, also those inside quotations and boxes. */
export function outlineOf(body: Root): Heading[] {
  const headings: Heading[] = [];
  visit(body, 'element', (element) => {
    const level = headingLevel(element);
    if (level) headings.push({ level, text: plainText(element), anchor: String(element.properties.id) });
  });
  return headings;
}
