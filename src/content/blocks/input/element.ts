import type { Element, ElementContent, Properties } from 'hast';

/** Creates an element. Attributes that are null are left out. */
export function createElement(
  tagName: string,
  properties: Record<string, Properties[string] | null>,
  children: ElementContent[] = [],
): Element {
  const present = Object.entries(properties).filter(([, value]) => value !== null && value !== undefined);
  return { type: 'element', tagName, properties: Object.fromEntries(present) as Properties, children };
}

export function createText(value: string): ElementContent {
  return { type: 'text', value };
}
