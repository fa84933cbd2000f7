const TAG = /\{%-?\s*(?:highlight\s+([\w+#-]+)(?:[^\w+#{}\n-][^{}\n]*)?|endhighlight\s*-?)%\}/g;
/** Characters before and after a tag in which text is looked for. */
const MAX_BLANKS = 200;

/**
 * Converts Jekyll's code blocks to fenced code blocks; a fence stands alone in its line. A tag without its counterpart
 * stays, and line numbers change only where a tag shares its line with text.
 */
export function convertHighlightBlocks(body: string): string {
  const parts: string[] = [];
  let last = 0;
  let begin: RegExpExecArray | null = null;
  for (const tag of body.matchAll(TAG)) {
    const [text, language] = tag;
    if (language !== undefined) begin ??= tag;
    else if (begin !== null) {
      const [from, to] = [begin.index + begin[0].length, tag.index + text.length];
      parts.push(body.slice(last, begin.index), breakBefore(body, begin.index), `\`\`\`${begin[1]}`);
      parts.push(breakAfter(body, from), body.slice(from, tag.index), breakBefore(body, tag.index), '```');
      parts.push(breakAfter(body, to));
      last = to;
      begin = null;
    }
  }
  return parts.join('') + body.slice(last);
}

/** Returns a line break if there is text before an offset in its line. */
function breakBefore(body: string, offset: number): string {
  const start = Math.max(0, offset - MAX_BLANKS);
  return /(^|\n)[ \t]*$/.test(body.slice(start, offset)) ? '' : '\n';
}

/** Returns a line break if there is text after an offset in its line. */
function breakAfter(body: string, offset: number): string {
  return /^[ \t\r]*(\n|$)/.test(body.slice(offset, offset + MAX_BLANKS)) ? '' : '\n';
}
