import type { Element, ElementContent, Root, RootContent } from 'hast';

const HEADING = /^h[1-6]$/;
const INLINE = new Set(['em', 'strong', 'code']);
/** Absolute or site-relative, of characters that no URL parser changes. */
const URL_VALUE = /^(?:https?:\/\/[\w.-]+(?:\/|$)|\/(?!\/))[\w./?=&+,:;~@%-]*$/;
const ID_VALUE = /^[a-z0-9](?:[\w-]*[a-z0-9])?$/;
/** Runs that a browser shows as one space, and characters that parsers drop or replace. */
const UNSTABLE_TEXT = /[\t\n\f\r ]{2}|[\0\f\r\ufffd]/;

/**
 * Returns true if a sanitised body consists of paragraphs, headings, simple lists and quotations alone, with emphasis,
 * code and links in them. Browsers build the same tree from its HTML, and sanitising it again changes nothing.
 */
export function isPlainTree({ children }: Root): boolean {
  const ids = new Set<unknown>();
  return children.every((child) => isPlainBlock(child, ids));
}

function isPlainBlock(node: RootContent, ids: Set<unknown>): boolean {
  if (node.type !== 'element') return false;
  const { tagName, properties, children } = node;
  if (HEADING.test(tagName)) {
    const isNew = hasOnly(node, 'id') && ID_VALUE.test(String(properties.id)) && !ids.has(properties.id);
    ids.add(properties.id);
    return isNew && isPlainText(children);
  }
  if (!hasOnly(node)) return false;
  if (tagName === 'p') return isPlainText(children);
  if (tagName === 'ul' || tagName === 'ol') return areAll(children, 'li');
  return tagName === 'blockquote' && areAll(children, 'p');
}

/** Returns true if an element has exactly the named properties. */
function hasOnly({ properties }: Element, ...names: string[]): boolean {
  const found = Object.keys(properties).filter((name) => properties[name] !== undefined);
  return found.length === names.length && names.every((name) => found.includes(name));
}

function areAll(children: ElementContent[], tagName: string): boolean {
  return (
    children.length > 0 &&
    children.every(
      (child) =>
        child.type === 'element' &&
        child.tagName === tagName &&
        hasOnly(child) &&
        isPlainText(child.children),
    )
  );
}

/** Returns true if a block holds text that neither begins nor ends with a space. */
function isPlainText(children: ElementContent[]): boolean {
  return isPlainRun(children, true) && !hasSpaceAt(children, 0) && !hasSpaceAt(children, -1);
}

function isPlainRun(children: ElementContent[], mayLink: boolean): boolean {
  return (
    children.length > 0 &&
    children.every((child, i) => {
      if (child.type === 'text')
        return child.value !== '' && !UNSTABLE_TEXT.test(child.value) && children[i - 1]?.type !== 'text';
      if (child.type !== 'element') return false;
      // Spaces on both sides of a border would be joined.
      if (hasSpaceAt(child.children, 0) || hasSpaceAt(child.children, -1)) return false;
      const isLink = child.tagName === 'a';
      const isKnown = isLink
        ? mayLink && hasOnly(child, 'href') && URL_VALUE.test(String(child.properties.href))
        : INLINE.has(child.tagName) && hasOnly(child);
      return isKnown && isPlainRun(child.children, mayLink && !isLink);
    })
  );
}

/** Returns true if the first or last child is a text with a space at its outer end. */
function hasSpaceAt(children: ElementContent[], place: 0 | -1): boolean {
  const child = children.at(place);
  return child?.type === 'text' && /[\t\n ]/.test(child.value.at(place) ?? '');
}
