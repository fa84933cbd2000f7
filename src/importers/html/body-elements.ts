import type { Element, ElementContent } from 'hast';
import { createElement, createText } from './hast.js';

/** Creates a gallery of figures with a caption for all of them. */
export function createGallery(figures: Element[], caption: ElementContent[]): Element {
  const captions = caption.length > 0 ? [createElement('figcaption', caption)] : [];
  return createElement('figure', [...figures, ...captions], { className: ['gallery'] });
}

/** Creates a paragraph with a file to download. `notes` are its size and the like. */
export function createFile(href: string, name: ElementContent[], notes: string[]): Element {
  const text = notes.filter(Boolean).join(', ');
  const more = text ? [createText(' '), createElement('small', [createText(text)])] : [];
  return createElement('p', [createElement('a', name, { href }), ...more], { className: ['file'] });
}

/** Creates a paragraph with a link to a page that the author recommends. */
export function createRelatedLink(href: string, title: string): Element {
  const link = createElement('a', [createText(title || href)], { href });
  return createElement('p', [link], { className: ['bookmark'] });
}
