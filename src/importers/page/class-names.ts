import type { Element } from 'hast';
import { classesOf } from '../hast.js';

/** An element's classes and id, and what tests find it by, each in small letters with hyphens between its words. */
export function namesOf(element: Element): string[] {
  const { id, dataTestId, dataComponent, dataType, itemProp } = element.properties;
  return [...classesOf(element), id, dataTestId, dataComponent, dataType, itemProp]
    .filter(Boolean)
    .map(hyphened);
}

function hyphened(name: unknown): string {
  return String(name)
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .replace(/[_:\s]+|-{2,}/g, '-')
    .toLowerCase();
}
