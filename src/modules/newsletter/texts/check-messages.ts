import type { IntlMessageFormat } from 'intl-messageformat';
import { MESSAGES, type MessageKey, type Placeholders } from './messages.js';

type Elements = ReturnType<IntlMessageFormat['getAst']>;
/** Parses a message. Throws an Error for wrong syntax. */
export type ParseMessage = (message: string) => Elements;

/** Type numbers of elements, as the parser declares them. */
const TYPES = { argument: 1, number: 2, date: 3, time: 4, select: 5, plural: 6, tag: 8 };

/** Returns the errors of a file's messages: unknown keys, wrong syntax, missing and wrong placeholders. */
export function checkMessages(content: object, parse: ParseMessage): string[] {
  return Object.entries(content).flatMap(([key, message]) => {
    const placeholders: Placeholders | undefined = Object.hasOwn(MESSAGES, key)
      ? MESSAGES[key as MessageKey]
      : undefined;
    if (!placeholders) return `${key}: there is no such message`;
    if (typeof message !== 'string') return `${key}: the message must be a text`;
    try {
      return comparePlaceholders(placeholders, parse(message)).map((error) => `${key}: ${error}`);
    } catch (error) {
      return `${key}: ${describeSyntaxError(error)}`;
    }
  });
}

/** Lists the messages that are missing. */
export function listMissing(messages: object): string[] {
  return Object.keys(MESSAGES).filter((key) => !Object.hasOwn(messages, key));
}

function comparePlaceholders(expected: Placeholders, elements: Elements): string[] {
  const uses = listUses(elements);
  const missing = Object.keys(expected).filter((name) => !uses.some((use) => use.name === name));
  return [
    ...missing.map((name) => `${formatPlaceholder(expected, name)} is missing`),
    ...uses.flatMap(({ name, kinds, source }) => {
      const kind = Object.hasOwn(expected, name) ? expected[name] : undefined;
      if (!kind) return `${source} is no placeholder of this message`;
      return kinds.includes(kind) ? [] : `${source} must be written ${formatPlaceholder(expected, name)}`;
    }),
  ];
}

function formatPlaceholder(expected: Placeholders, name: string): string {
  const kind = expected[name];
  if (kind === 'number') return `{${name}, number}`;
  return kind === 'text' ? `{${name}}` : `<${name}>…</${name}>`;
}

interface PlaceholderUse {
  name: string;
  /** Kinds of placeholder that may be used in this way. */
  kinds: string[];
  source: string;
}

function listUses(elements: Elements): PlaceholderUse[] {
  return elements.flatMap((element): PlaceholderUse[] => {
    if (!('value' in element) || element.type === 0) return [];
    const name = element.value;
    if ('children' in element) {
      return [{ name, kinds: ['strong', 'link'], source: `<${name}>` }, ...listUses(element.children)];
    }
    const options = 'options' in element ? Object.values(element.options) : [];
    return [
      { name, kinds: getKinds(element.type), source: `{${name}}` },
      ...options.flatMap(({ value }) => listUses(value)),
    ];
  });
}

/** Dates are formatted before, in the time zone of their newsletter: no placeholder is a date. */
function getKinds(type: number): string[] {
  if (type === TYPES.argument) return ['text', 'number'];
  if (type === TYPES.select) return ['text'];
  return type === TYPES.number || type === TYPES.plural ? ['number'] : [];
}

/** The parser's messages are names of constants, such as EXPECT_ARGUMENT_CLOSING_BRACE. */
function describeSyntaxError(error: unknown): string {
  const name = error instanceof Error ? error.message : String(error);
  return `the syntax of the message is wrong (${name.toLowerCase().replaceAll('_', ' ')})`;
}
