import type { Element, ElementContent, Root, RootContent } from 'hast';
import { isBlank, isBlockLevel, isElement } from './element-kinds.js';
import { visitElements } from './visit-elements.js';

const WRAPPERS = ['article', 'center', 'div', 'main', 'section'] as const;

/** Makes every top-level node of a body, and of each quotation in it, a block element. */
export function normalizeTopLevel(tree: Root): void {
  tree.children = toBlockElements(tree.children);
  visitElements(tree, (element) => {
    if (element.tagName === 'blockquote') element.children = toBlockElements(element.children);
  });
}

/**
 * Unwraps boxes without attributes, wraps loose text and inline content in paragraphs, and removes empty
 * paragraphs.
 */
export function toBlockElements(nodes: RootContent[]): Element[] {
  const blocks: Element[] = [];
  let stray: ElementContent[] = [];
  const endParagraph = () => {
    blocks.push({ type: 'element', tagName: 'p', properties: {}, children: stray });
    stray = [];
  };
  const addNode = (node: RootContent) => {
    if (isPointlessWrapper(node)) {
      endParagraph();
      (node as Element).children.forEach(addNode);
      endParagraph();
    } else if (node.type === 'element' && isBlockLevel(node)) {
      endParagraph();
      blocks.push(node);
    } else if (node.type === 'text' || node.type === 'element') stray.push(node);
  };
  nodes.forEach(addNode);
  endParagraph();
  for (const block of blocks) if (block.tagName === 'p') block.children = trimEdgeBreaks(block.children);
  return blocks.filter((block) => block.tagName !== 'p' || block.children.length > 0);
}

function isPointlessWrapper(node: RootContent): boolean {
  return isElement(node, ...WRAPPERS) && Object.keys(node.properties).length === 0;
}

// Line breaks at the edges only add space, which is the page's concern.
function trimEdgeBreaks(nodes: ElementContent[]): ElementContent[] {
  const hasContent = (node: ElementContent) => !isBlank(node) && !isElement(node, 'br');
  return nodes.slice(nodes.findIndex(hasContent), nodes.findLastIndex(hasContent) + 1);
}
