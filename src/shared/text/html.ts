/** HTML that is safe to send: all text in it is escaped. */
export class Html {
  constructor(readonly text: string) {}
  toString(): string {
    return this.text;
  }
}

type HtmlValue = string | number | Html | null | false | HtmlValue[];

/** Builds HTML from a template: escapes every value except Html, joins lists, and omits null and false. */
export function html(strings: TemplateStringsArray, ...values: HtmlValue[]): Html {
  return new Html(strings.reduce((text, string, i) => text + renderValue(values[i - 1] ?? null) + string));
}

function renderValue(value: HtmlValue): string {
  if (value === null || value === false) return '';
  if (Array.isArray(value)) return value.map(renderValue).join('');
  return value instanceof Html ? value.text : escapeHtml(String(value));
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
