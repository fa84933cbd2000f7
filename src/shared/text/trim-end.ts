/**
 * Cuts characters off the end of a text for as long as `pattern` matches them, each by itself. Takes linear time,
 * where a regular expression such as `/-+$/` begins anew at every hyphen.
 */
export function trimEnd(text: string, pattern: RegExp): string {
  let end = text.length;
  while (end > 0) {
    const character = characterBefore(text, end);
    if (!pattern.test(character)) break;
    end -= character.length;
  }
  return text.slice(0, end);
}

/** An address without the slashes at its end. */
export function trimSlashes(address: string): string {
  return trimEnd(address, /\//);
}

function characterBefore(text: string, end: number): string {
  const pair = text.codePointAt(end - 2) ?? 0;
  return pair > 0xffff ? String.fromCodePoint(pair) : text[end - 1]!;
}
