/** Joins the parts of a Markdown text that are not empty. */
export function join(parts: readonly (string | null | false | undefined)[]): string {
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

/** Escapes plain text for Markdown, on one line. */
export function escapeText(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>#|]/g, '\\$&');
}
