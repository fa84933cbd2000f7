import { create } from 'jsondiffpatch';
import { format, type Op } from 'jsondiffpatch/formatters/jsonpatch';

/**
 * Entries of a list are the same if they have the same identity, so that a new first article is one operation and
 * not one for each article after it. An entry that only moved is removed and added.
 */
const differ = create({
  objectHash: (entry, index) => identify(entry) ?? `#${index}`,
  arrays: { detectMove: false },
});

/**
 * Returns the operations `add`, `remove` and `replace` that turn `before` into `after` (RFC 6902,
 * https://www.rfc-editor.org/rfc/rfc6902). Both are results of JSON.parse.
 */
export function createJsonPatch(before: unknown, after: unknown): Op[] {
  const delta = differ.diff(before, after);
  return delta ? format(delta) : [];
}

/** Returns the identity of an entry in a list: its ID, or that of the article that it is about. */
function identify(entry: unknown): string | undefined {
  const { id, path, url, slug, node, article } = Object(entry);
  const identity = id ?? path ?? url ?? slug;
  if (typeof identity === 'string') return identity;
  const inner = node ?? article;
  return inner ? identify(inner) : undefined;
}
