import type { IntlMessageFormat } from 'intl-messageformat';
import { Html, html } from '../../../shared/text/html.js';
import { type Direction, getDirection } from './direction.js';
import {
  MESSAGES,
  type MessageKey,
  type Messages,
  type MessageValues,
  type Placeholders,
} from './messages.js';

type Formatter = typeof IntlMessageFormat;
/** Values are omitted for a message without placeholders. */
type ValueArgs<Key extends MessageKey> =
  Record<never, never> extends MessageValues<Key> ? [] : [values: MessageValues<Key>];
type FormatPart = string | Html;

/** Hebrew, Arabic and the scripts between them. */
const RIGHT_TO_LEFT_TEXT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/;

/** The messages of one language, formatted for mails and pages. */
export class Texts {
  readonly direction: Direction;
  private readonly formatters = new Map<MessageKey, IntlMessageFormat>();

  constructor(
    /** BCP 47 tag, also for numbers and dates. */
    readonly language: string,
    private readonly messages: Messages,
    private readonly Formatter: Formatter,
  ) {
    this.direction = getDirection(language);
  }

  /** Formats a message as plain text. */
  format<Key extends MessageKey>(key: Key, ...[values]: ValueArgs<Key>): string {
    const prepared = mapValues(key, values, {
      text: (text) => (this.shouldIsolate(text) ? `\u2068${text}\u2069` : text),
      element: () => (chunks) => chunks.join(''),
    });
    return String(this.getFormatter(key).format(prepared));
  }

  /** Formats a message as HTML, with its links and emphasis. */
  formatHtml<Key extends MessageKey>(key: Key, ...[values]: ValueArgs<Key>): Html {
    const prepared = mapValues(key, values, {
      text: (text) => (this.shouldIsolate(text) ? html`<bdi>${text}</bdi>` : html`${text}`),
      element: (href) => (chunks) =>
        href === null ? html`<strong>${chunks}</strong>` : html`<a href="${href}">${chunks}</a>`,
    });
    const parts = this.getFormatter(key).format<Html>(prepared);
    return html`${parts}`;
  }

  /** Formats a day in words, such as 5 July 2026. */
  formatDay(date: Date, timeZone: string): string {
    return new Intl.DateTimeFormat(this.language, { dateStyle: 'long', timeZone }).format(date);
  }

  /** Returns true if the direction of a value may differ, so that it would reorder the punctuation around it. */
  private shouldIsolate(text: string): boolean {
    return this.direction === 'rtl' || RIGHT_TO_LEFT_TEXT.test(text);
  }

  private getFormatter(key: MessageKey): IntlMessageFormat {
    const formatter = this.formatters.get(key) ?? new this.Formatter(this.messages[key] ?? '', this.language);
    this.formatters.set(key, formatter);
    return formatter;
  }
}

interface ValueFormats {
  text(text: string): FormatPart;
  /** `href` is null for emphasis. */
  element(href: string | null): (chunks: FormatPart[]) => FormatPart;
}

/** Prepares the values of a message by the kinds of its placeholders. */
function mapValues(
  key: MessageKey,
  values: Readonly<Record<string, string | number>> = {},
  formats: ValueFormats,
) {
  const placeholders: Placeholders = MESSAGES[key];
  const prepared = Object.entries(placeholders).map(([name, kind]) => {
    const value = values[name] ?? '';
    if (kind === 'number') return [name, value];
    if (kind === 'text') return [name, formats.text(String(value))];
    return [name, formats.element(kind === 'link' ? String(value) : null)];
  });
  return Object.fromEntries(prepared);
}
