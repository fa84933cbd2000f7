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

/** A site's description of a page that it recommends, without the title. */
export interface LinkDetails {
  description: string;
  publisher: string;
  /** URL of the picture. */
  image: string;
  caption: ElementContent[];
}

/** Creates a link to a page that the author recommends: a paragraph, or a figure if there are details. */
export function createRelatedLink(
  href: string,
  title: string,
  { description = '', publisher = '', image = '', caption = [] }: Partial<LinkDetails> = {},
): Element {
  const link = createElement('a', [createText(title || href)], { href });
  const details = [
    ...(description ? [createElement('small', [createText(description)])] : []),
    ...(publisher ? [createElement('cite', [createText(publisher)])] : []),
    ...(image ? [createElement('img', [], { src: image, alt: '' })] : []),
    ...(caption.length > 0 ? [createElement('figcaption', caption)] : []),
  ];
  const className = ['bookmark'];
  if (details.length === 0) return createElement('p', [link], { className });
  return createElement('figure', [link, ...details.flatMap((each) => [createText(' '), each])], {
    className,
  });
}
