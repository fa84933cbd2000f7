/** Characters of a document that are searched for its first element. */
const MAX_PROLOG_LENGTH = 16_384;

/** Finds the first element after declarations and comments. Returns its start tag, or null if there is none. */
export function findRootTag(document: string): { name: string; tag: string } | null {
  let text = document.slice(0, MAX_PROLOG_LENGTH).trimStart();
  while (/^<[?!]/.test(text)) {
    const end = findDeclarationEnd(text);
    if (end < 0) return null;
    text = text.slice(end).trimStart();
  }
  const name = /^<([a-z_][\w:.-]*)/i.exec(text)?.[1];
  return name === undefined ? null : { name, tag: text.slice(0, text.indexOf('>') + 1) };
}

/** Returns the position after a leading comment, processing instruction or document type; -1 if it does not end. */
function findDeclarationEnd(text: string): number {
  const subset = /^<!DOCTYPE[^>[]*\[/i.test(text);
  const close = text.startsWith('<!--') ? '-->' : text.startsWith('<?') ? '?>' : subset ? ']>' : '>';
  const at = text.indexOf(close);
  return at < 0 ? -1 : at + close.length;
}
