import type { Element } from 'hast';

/**
 * Class names that give an element of a body its type. The sanitizer removes all others of these elements.
 */
export const CLASS_NAMES = {
  blockquote: ['pull-quote', 'social-post'],
  figure: ['gallery', 'bookmark'],
  p: ['file', 'bookmark'],
} as const;

export type ClassName = (typeof CLASS_NAMES)[keyof typeof CLASS_NAMES][number];

export function hasClassName({ properties: { className } }: Element, name: ClassName): boolean {
  return Array.isArray(className) && className.includes(name);
}
