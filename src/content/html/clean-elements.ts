import type { Element, ElementContent, Properties, Root } from 'hast';
import { isElement } from './element-kinds.js';

const LEADING_ATTRIBUTES = ['href', 'src', 'alt', 'title'];

/**
 * One way to write what can be written in several, so that equal bodies have equal HTML whichever way they
 * came: spans that say nothing go, attributes have an order, code ends with a line break.
 */
export function normalizeElements(parent: Root | Element): void {
  const children = (parent.children as ElementContent[]).flatMap(unwrapBareSpans);
  parent.children = children;
  for (const child of children) if (child.type === 'element') normalizeElements(child);
  if (parent.type === 'root') return;
  parent.properties = normalizeAttributes(parent.properties);
  if (parent.tagName === 'pre') ensureFinalNewline(parent);
}

function unwrapBareSpans(node: ElementContent): ElementContent[] {
  if (!isElement(node, 'span') || Object.keys(node.properties).length > 0) return [node];
  return node.children.flatMap(unwrapBareSpans);
}

function normalizeAttributes(properties: Properties): Properties {
  const names = Object.keys(properties);
  const tidy: Properties = {};
  for (const name of [...LEADING_ATTRIBUTES.filter((first) => names.includes(first)), ...names]) {
    const value = properties[name];
    if (Array.isArray(value) && value.length === 0) continue;
    tidy[name] = name === 'alt' || name === 'title' ? String(value).replace(/\s+/g, ' ').trim() : value;
  }
  return tidy;
}

function ensureFinalNewline(pre: Element): void {
  const [code] = pre.children;
  if (!isElement(code, 'code') || pre.children.length > 1) return;
  const last = code.children.at(-1);
  if (last?.type === 'text' && !last.value.endsWith('\n')) last.value += '\n';
}
