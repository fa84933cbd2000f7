import type { Element } from 'hast';
import type { Handle } from 'hast-util-to-mdast';
import type { FootnoteDefinition } from 'mdast';
import { isElement } from '../html/element-kinds.js';
import { handleAsHtml } from './html-in-markdown.js';

const TARGET = /^#?user-content-fn-(.+)$/;

/** [^1] for the raised number that leads to a footnote. */
export const handleSuperscript: Handle = (state, element, parent) => {
  const [link, ...others] = element.children;
  const label = isElement(link, 'a') && others.length === 0 ? parseFootnoteLabel(link.properties.href) : null;
  if (!label || !isElement(link, 'a') || link.properties.dataFootnoteRef === undefined) {
    return handleAsHtml(state, element, parent);
  }
  return { type: 'footnoteReference', identifier: label, label };
};

/** [^1]: for each note of the section that ends a body with footnotes. */
export const handleFootnoteSection: Handle = (state, element, parent) => {
  const list = element.children.find((child) => isElement(child, 'ol'));
  if (element.properties.dataFootnotes === undefined || !list) return handleAsHtml(state, element, parent);
  return list.children.flatMap((note): FootnoteDefinition[] => {
    const label = isElement(note, 'li') ? parseFootnoteLabel(`#${note.properties.id}`) : null;
    if (!isElement(note, 'li') || !label) return [];
    const children = state.toFlow(state.all(stripBackLinks(note))) as FootnoteDefinition['children'];
    return [{ type: 'footnoteDefinition', identifier: label, label, children }];
  });
};

function parseFootnoteLabel(address: unknown): string | null {
  const name = TARGET.exec(String(address))?.[1];
  try {
    return name ? decodeURIComponent(name) : null;
  } catch {
    return null;
  }
}

function stripBackLinks(element: Element): Element {
  const children = element.children.filter(
    (child) => child.type !== 'element' || child.properties.dataFootnoteBackref === undefined,
  );
  return {
    ...element,
    children: children.map((child) => (isElement(child, 'p') ? stripBackLinks(child) : child)),
  };
}
