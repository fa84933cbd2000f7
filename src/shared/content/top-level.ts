import type { Element, ElementContent, Root, RootContent } from 'hast';
import { visit } from 'unist-util-visit';
import { isBlank, isBlock, isElement } from './element-kinds.js';

const WRAPPERS = ['article', 'center', 'div', 'main', 'section'] as const;

/** Makes every node at the top of a body, and of each quotation in it, one block. */
export function layTopLevel(tree: Root): void {
  tree.children = asBlocks(tree.children);
  visit(tree, 'element', (element) => {
    if (element.tagName === 'blockquote') element.children = asBlocks(element.children);
  });
}

/** Opens boxes that say nothing, gives stray text and inline content a paragraph, drops what is empty. */
export function asBlocks(nodes: RootContent[]): Element[] {
  const blocks: Element[] = [];
  let stray: ElementContent[] = [];
  const endParagraph = () => {
    blocks.push({ type: 'element', tagName: 'p', properties: {}, children: stray });
    stray = [];
  };
  const lay = (node: RootContent) => {
    if (isPointlessWrapper(node)) {
      endParagraph();
      (node as Element).children.forEach(lay);
      endParagraph();
    } else if (node.type === 'element' && isBlock(node)) {
      endParagraph();
      blocks.push(node);
    } else if (node.type === 'text' || node.type === 'element') stray.push(node);
  };
  nodes.forEach(lay);
  endParagraph();
  for (const block of blocks) if (block.tagName === 'p') block.children = withoutEdgeBreaks(block.children);
  return blocks.filter((block) => block.tagName !== 'p' || block.children.length > 0);
}

function isPointlessWrapper(node: RootContent): boolean {
  return isElement(node, ...WRAPPERS) && Object.keys(node.properties).length === 0;
}

// Breaks there only make room, which is the page's business.
function withoutEdgeBreaks(nodes: ElementContent[]): ElementContent[] {
  const says = (node: ElementContent) => !isBlank(node) && !isElement(node, 'br');
  return nodes.slice(nodes.findIndex(says), nodes.findLastIndex(says) + 1);
}
