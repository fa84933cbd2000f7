import type { Element } from 'hast';
import { getClassNames } from '../../html/hast.js';

/** An element's classes and id, and what tests find it by, each in small letters with hyphens between its words. */
export function getElementNames(element: Element): string[] {
  const { id, dataTestId, dataComponent, dataType, itemProp } = element.properties;
  return [...getClassNames(element), id, dataTestId, dataComponent, dataType, itemProp]
    .filter(Boolean)
    .map(toKebabCase);
}

function toKebabCase(name: unknown): string {
  return String(name)
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .replace(/[_:\s]+|-{2,}/g, '-')
    .toLowerCase();
}
