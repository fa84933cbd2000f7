import type { Element, ElementContent } from 'hast';
import { isElement } from '../../../content/html/element-kinds.js';
import { createElement, createText, findElements, hasClass, toPlainLine } from '../../html/hast.js';

/** Converts a reference to a footnote and the list of notes to the form of GFM; null for other elements. */
export function convertFootnotes(element: Element): ElementContent[] | null {
  if (isElement(element, 'sup') && hasClass(element, ['fn'])) return convertReference(element);
  if (isElement(element, 'ol') && hasClass(element, ['wp-block-footnotes'])) return [convertNotes(element)];
  return null;
}

function convertReference(sup: Element): ElementContent[] | null {
  const number = toPlainLine(sup);
  if (!/^\d{1,4}$/.test(number)) return null;
  const link = createElement('a', [createText(number)], {
    href: `#user-content-fn-${number}`,
    id: `user-content-fnref-${number}`,
    dataFootnoteRef: true,
    ariaDescribedBy: ['footnote-label'],
  });
  return [createElement('sup', [link])];
}

function convertNotes(list: Element): Element {
  const notes = findElements(list, ({ tagName }) => tagName === 'li').map((note, i) => {
    const number = `${i + 1}`;
    const backLink = createElement('a', [createText('↩')], {
      href: `#user-content-fnref-${number}`,
      dataFootnoteBackref: true,
      ariaLabel: `Back to reference ${number}`,
      className: ['data-footnote-backref'],
    });
    const text = note.children.filter((child) => !isBackLink(child));
    const paragraph = createElement('p', [...trimEnd(text), createText(' '), backLink]);
    return createElement('li', [paragraph], { id: `user-content-fn-${number}` });
  });
  const heading = createElement('h2', [createText('Footnotes')], {
    className: ['sr-only'],
    id: 'footnote-label',
  });
  return createElement('section', [heading, createElement('ol', notes)], {
    dataFootnotes: true,
    className: ['footnotes'],
  });
}

/** Returns true for the arrow that WordPress adds to a note. */
function isBackLink(node: ElementContent): boolean {
  return isElement(node, 'a') && /^#.*-link$/.test(String(node.properties.href ?? ''));
}

function trimEnd(nodes: ElementContent[]): ElementContent[] {
  const last = nodes.at(-1);
  return last?.type === 'text' ? [...nodes.slice(0, -1), createText(last.value.trimEnd())] : nodes;
}
