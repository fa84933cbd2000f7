import type { Element, ElementContent, RootContent } from 'hast';

const BLOCK_NAMES = new Set(
  ['address', 'article', 'aside', 'blockquote', 'center', 'dd', 'details', 'div', 'dl', 'dt', 'figcaption']
    .concat(['figure', 'footer', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'header', 'hr', 'li', 'main'])
    .concat(['nav', 'ol', 'p', 'pre', 'section', 'summary', 'table', 'ul']),
);

/** Returns true if the element itself is block-level. */
export function isBlockElement({ tagName }: Element): boolean {
  return BLOCK_NAMES.has(tagName);
}

/** Returns true if the node is a block-level element or contains one. */
export function isBlockLevel(node: RootContent): boolean {
  return node.type === 'element' && (BLOCK_NAMES.has(node.tagName) || node.children.some(isBlockLevel));
}

export function isElement<Name extends string>(
  node: RootContent | undefined,
  ...names: Name[]
): node is Element & { tagName: Name } {
  return node?.type === 'element' && names.some((name) => name === node.tagName);
}

export function isBlank(node: RootContent): boolean {
  return node.type === 'text' && !/[^ \t\n\f\r]/.test(node.value);
}

/** Returns the children that are not white space. */
export function getNonBlankChildren(element: Element): ElementContent[] {
  return element.children.filter((child) => !isBlank(child));
}

/** Returns 1 to 6 for a heading, otherwise null. */
export function getHeadingLevel(node: RootContent): number | null {
  return node.type === 'element' && /^h[1-6]$/.test(node.tagName) ? Number(node.tagName[1]) : null;
}
