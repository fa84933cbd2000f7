/**
 * Removes characters from the end of a text while `pattern` matches each. Takes linear time, where a regular
 * expression such as `/-+$/` restarts at every hyphen.
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

/** Removes the slashes at the end of a URL. */
export function trimSlashes(address: string): string {
  return trimEnd(address, /\//);
}

function characterBefore(text: string, end: number): string {
  const pair = text.codePointAt(end - 2) ?? 0;
  return pair > 0xffff ? String.fromCodePoint(pair) : text.charAt(end - 1);
}
