import type { Element, ElementContent, Root } from 'hast';
import { findElements } from '../../html/hast.js';
import type { Prose } from './prose.js';

/** Share of an element's prose that one child must hold to be its container. */
const CONTAINER_SHARE = 0.8;
/** Prose around a heading from which it counts as the text below it. */
const MIN_LENGTH = 800;
const MIN_LINES = 4;

/** Returns the smallest element that holds most of the prose below a node. */
export function findMainContainer(node: Root | Element, prose: Prose): Root | Element {
  const children = (node.children as ElementContent[]).filter((child) => child.type === 'element');
  const { length } = prose.get(node);
  const inner = children.find((child) => prose.get(child).length > length * CONTAINER_SHARE);
  if (!inner || /^(p|pre|li|blockquote)$/.test(inner.tagName)) return node;
  return findMainContainer(inner, prose);
}

/** Returns the smallest element that holds a heading and a text, or null if there is none. */
export function findTextOfHeading(page: Root, heading: Element, prose: Prose): Element | null {
  const isText = (each: Element) => {
    const { length, lines } = prose.get(each);
    return length >= MIN_LENGTH && lines >= MIN_LINES;
  };
  const around = findElements(page, isText).filter(
    (each) => findElements(each, (inner) => inner === heading).length > 0,
  );
  return around.at(-1) ?? null;
}
