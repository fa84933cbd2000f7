import type { Element } from 'hast';
import type { Handle } from 'hast-util-to-mdast';
import type { FootnoteDefinition } from 'mdast';
import { isElement } from './element-kinds.js';
import { elementAsHtml } from './html-in-markdown.js';

const TARGET = /^#?user-content-fn-(.+)$/;

/** [^1] for the raised number that leads to a footnote. */
export const superscript: Handle = (state, element, parent) => {
  const [link, ...others] = element.children;
  const label = isElement(link, 'a') && others.length === 0 ? labelOf(link.properties.href) : null;
  if (!label || !isElement(link, 'a') || link.properties.dataFootnoteRef === undefined) {
    return elementAsHtml(state, element, parent);
  }
  return { type: 'footnoteReference', identifier: label, label };
};

/** [^1]: for each note of the section that ends a body with footnotes. */
export const section: Handle = (state, element, parent) => {
  const list = element.children.find((child) => isElement(child, 'ol'));
  if (element.properties.dataFootnotes === undefined || !list) return elementAsHtml(state, element, parent);
  return list.children.flatMap((note): FootnoteDefinition[] => {
    const label = isElement(note, 'li') ? labelOf(`#${note.properties.id}`) : null;
    if (!isElement(note, 'li') || !label) return [];
    const children = state.toFlow(state.all(withoutBackLinks(note))) as FootnoteDefinition['children'];
    return [{ type: 'footnoteDefinition', identifier: label, label, children }];
  });
};

function labelOf(address: unknown): string | null {
  const name = TARGET.exec(String(address))?.[1];
  try {
    return name ? decodeURIComponent(name) : null;
  } catch {
    return null;
  }
}

function withoutBackLinks(element: Element): Element {
  const children = element.children.filter(
    (child) => child.type !== 'element' || child.properties.dataFootnoteBackref === undefined,
  );
  return {
    ...element,
    children: children.map((child) => (isElement(child, 'p') ? withoutBackLinks(child) : child)),
  };
}
