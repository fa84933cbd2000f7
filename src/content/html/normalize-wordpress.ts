import type { Element, ElementContent, Root } from 'hast';
import { getNonBlankChildren, isElement } from './element-kinds.js';
import { visitElements } from './visit-elements.js';

/** Marks galleries and pull quotes of WordPress's editor as such; in other class names nothing is known. */
export function normalizeWordPress(tree: Root): void {
  visitElements(tree, (element, index, parent) => {
    if (hasClass(element, 'wp-block-gallery')) parent.children[index] = toGallery(element) ?? element;
    else if (hasClass(element, 'wp-block-pullquote'))
      parent.children[index] = toPullQuote(element) ?? element;
  });
}

/** Returns a gallery of the pictures; null if there is one only, or something else. */
function toGallery(element: Element): Element | null {
  const figures: Element[] = [];
  const captions: Element[] = [];
  if (!collect(element, figures, captions) || figures.length < 2 || captions.length > 1) return null;
  return createElement('figure', [...figures, ...captions], { className: ['gallery'] });
}

/** Collects pictures and captions from lists and wrappers. Returns false if there is anything else. */
function collect(element: Element, figures: Element[], captions: Element[]): boolean {
  return getNonBlankChildren(element).every((child) => {
    if (child.type === 'comment') return true;
    if (isElement(child, 'figcaption')) return captions.push(child) > 0;
    if (isElement(child, 'img', 'a', 'picture'))
      return figures.push(createElement('figure', [child])) > 0 && hasPicture(child);
    if (isElement(child, 'figure') && !hasClass(child, 'wp-block-gallery') && hasPicture(child))
      return figures.push(child) > 0;
    return isElement(child, 'ul', 'li', 'div', 'figure') && collect(child, figures, captions);
  });
}

/** Returns the quote of a figure, with its source; null if the figure has something else. */
function toPullQuote(element: Element): Element | null {
  const [quote, ...others] = isElement(element, 'blockquote') ? [element] : getNonBlankChildren(element);
  if (!isElement(quote, 'blockquote')) return null;
  const sources = others.filter((child) => isElement(child, 'figcaption', 'cite'));
  if (sources.length < others.length) return null;
  const cites = sources.map((source) =>
    createElement('cite', source.type === 'element' ? source.children : []),
  );
  return createElement('blockquote', [...quote.children, ...cites], {
    ...quote.properties,
    className: ['pull-quote'],
  });
}

/** Returns true for a picture, a link around one, or a figure with one. */
function hasPicture(element: Element): boolean {
  if (isElement(element, 'img')) return true;
  const [first] = getNonBlankChildren(element);
  return isElement(first, 'img', 'picture', 'a') && (isElement(first, 'img') || hasPicture(first));
}

function hasClass({ properties: { className } }: Element, name: string): boolean {
  return Array.isArray(className) && className.includes(name);
}

function createElement(
  tagName: string,
  children: ElementContent[],
  properties: Element['properties'] = {},
): Element {
  return { type: 'element', tagName, properties, children };
}
