import type { Root } from 'mdast';
import { visit } from 'unist-util-visit';

/** Absolute with a scheme that bodies may have, or relative. Controls and spaces would hide a scheme. */
const SAFE_URL = /^(?:https?:|mailto:|tel:|[^\p{Cc}\s:/?#]*(?:$|[/?#]))[^\p{Cc}\s]*$/iu;
/** Characters that renderers treat differently. */
const UNSTABLE = /[\0\r\u2028\u2029\ufeff]/;

/**
 * Returns true if Markdown can be stored as it was written, except for blocks of HTML at its top level: it has no other
 * HTML, only URLs that the sanitiser lets pass, and no content that its HTML does not show, such as comments in
 * definitions.
 */
export function isStorable(markdown: string, tree: Root): boolean {
  if (UNSTABLE.test(markdown)) return false;
  let isPlain = true;
  const defined: string[] = [];
  const used = new Set<string>();
  visit(tree, (node, _index, parent) => {
    switch (node.type) {
      case 'html':
        isPlain &&= parent?.type === 'root';
        break;
      case 'text':
        isPlain &&= !node.value.includes('<');
        break;
      case 'code':
        isPlain &&= node.meta == null;
        break;
      case 'table':
        isPlain &&= node.children.every((row) => row.children.length <= (node.align?.length ?? 0));
        break;
      case 'link':
      case 'image':
        isPlain &&= SAFE_URL.test(node.url);
        break;
      case 'definition':
        isPlain &&= SAFE_URL.test(node.url);
        defined.push(`definition ${node.identifier}`);
        break;
      case 'footnoteDefinition':
        defined.push(`footnote ${node.identifier}`);
        break;
      case 'linkReference':
      case 'imageReference':
        used.add(`definition ${node.identifier}`);
        break;
      case 'footnoteReference':
        used.add(`footnote ${node.identifier}`);
        break;
      default:
    }
    return isPlain;
  });
  return isPlain && new Set(defined).size === defined.length && defined.every((name) => used.has(name));
}

/** Removes empty lines at the start, and ends the last line, as writeMarkdown does. */
export function trimMarkdown(markdown: string): string {
  const trimmed = markdown.replace(/^(?:[ \t]*\n)+/, '');
  return trimmed === '' || trimmed.endsWith('\n') ? trimmed : `${trimmed}\n`;
}
