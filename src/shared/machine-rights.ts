/** Purposes for which machines read a page. */
export const PURPOSES = ['search', 'answers', 'training'] as const;
export type Purpose = (typeof PURPOSES)[number];

export enum MachineUse {
  ALLOWED = 'ALLOWED',
  LICENSED = 'LICENSED',
  FORBIDDEN = 'FORBIDDEN',
}

export enum MachinePriceUnit {
  CRAWL = 'CRAWL',
  USE = 'USE',
  TRAINING = 'TRAINING',
  PURCHASE = 'PURCHASE',
  SUBSCRIPTION = 'SUBSCRIPTION',
}

export interface MachinePriceValue {
  /** Decimal number, e.g. 0.05. */
  amount: string;
  /** ISO 4217 code, e.g. EUR. */
  currency: string;
  per: MachinePriceUnit;
}

/** What an article, a section or the site states. A purpose that is missing follows the statement above. */
export interface MachineRightsStatement extends Partial<Record<Purpose, MachineUse>> {
  /** URL of the terms of its uses that are not forbidden. */
  license?: string;
  /** Price of its licensed uses. */
  price?: MachinePriceValue;
}

/** Characters of the longest statement. */
export const MAX_STATEMENT_LENGTH = 2_200;
const EXAMPLE =
  'search=allowed, training=licensed, price=0.05 EUR per use, license=https://example.org/terms';
const KEYS = [...PURPOSES, 'price', 'license'];
const USES = Object.values(MachineUse).map((use) => use.toLowerCase());
const UNITS = Object.values(MachinePriceUnit).map((unit) => unit.toLowerCase());
const LICENSE = /^https?:\/\/[^\s\p{Cc},<>"]+$/u;
const PRICE = /^(\d{1,9}(?:\.\d{1,4})?) ([A-Z]{3}) per (\w+)$/;

/** An error in a statement. `field` is that of the statement; empty for the whole. */
export interface StatementError {
  field: string[];
  message: string;
}

/**
 * Parses a statement such as `search=allowed, training=forbidden`. Returns its errors if it has any. The URL of its
 * license is in ASCII.
 */
export function parseStatement(text: string): {
  statement: MachineRightsStatement;
  errors: StatementError[];
} {
  const statement: MachineRightsStatement = {};
  const errors: StatementError[] = [];
  const seen = new Set<string>();
  for (const part of text.split(',').map((each) => each.trim())) {
    const [key = '', ...rest] = part.split('=').map((each) => each.trim());
    const value = rest.join('=');
    const field = [key];
    if (rest.length === 0 || !KEYS.includes(key))
      errors.push({
        field: [],
        message: `"${part.slice(0, 80)}" is unknown. The parts are ${KEYS.join(', ')}, as in: ${EXAMPLE}.`,
      });
    else if (seen.has(key)) errors.push({ field, message: `${key} stands there twice.` });
    else if (key === 'license') statement.license = value;
    else if (key === 'price') addPrice(statement, value, errors);
    else if (USES.includes(value)) statement[key as Purpose] = value.toUpperCase() as MachineUse;
    else errors.push({ field, message: `${key} must be ${USES.join(', ')}, not "${value.slice(0, 80)}".` });
    seen.add(key);
  }
  if (errors.length === 0) errors.push(...listStatementErrors(statement));
  if (statement.license !== undefined) statement.license = toAsciiUrl(statement.license);
  return { statement, errors };
}

function addPrice(statement: MachineRightsStatement, text: string, errors: StatementError[]): void {
  const [, amount = '', currency = '', unit = ''] = PRICE.exec(text) ?? [];
  if (UNITS.includes(unit))
    statement.price = { amount, currency, per: unit.toUpperCase() as MachinePriceUnit };
  else
    errors.push({
      field: ['price'],
      message: `price must be an amount, a currency and one of ${UNITS.join(', ')}, such as 0.05 EUR per use, not "${text.slice(0, 80)}".`,
    });
}

/** Returns the errors of a statement: values of the wrong form, and values that contradict each other. */
export function listStatementErrors({ license, price, ...uses }: MachineRightsStatement): StatementError[] {
  const stated = PURPOSES.flatMap((purpose) => uses[purpose] ?? []);
  const isLicensed = stated.includes(MachineUse.LICENSED);
  const errors: StatementError[] = [];
  const add = (field: string[], message: string) => errors.push({ field, message });
  if (license !== undefined && (!LICENSE.test(license) || !URL.canParse(license)))
    add(
      ['license'],
      'license must be an http or https URL without spaces, control characters, commas, quotes and angle brackets.',
    );
  if (license !== undefined && toAsciiUrl(license).length > 2_000)
    add(['license'], 'license must have at most 2,000 characters in its percent-encoded form.');
  if (price && (!PRICE.test(formatPrice(price)) || Number(price.amount) === 0))
    add(
      ['price'],
      'price must be more than 0, with at most 4 decimals, and a currency of three capital letters, such as EUR.',
    );
  if (price && !isLicensed)
    add(
      ['price'],
      'price is for licensed uses, but the statement has none: set one to licensed, or omit price.',
    );
  if (license !== undefined && !stated.some((use) => use !== MachineUse.FORBIDDEN))
    add(
      ['license'],
      'license is for uses that are allowed or licensed, but the statement has none: set one, or omit license.',
    );
  if (isLicensed && license === undefined && !price)
    add([], 'A licensed use needs license, the URL of the terms, or price.');
  return errors;
}

/** Encodes a URL in ASCII, as header fields need it. A text that is no URL stays as it is. */
function toAsciiUrl(url: string): string {
  return URL.canParse(url) ? new URL(url).href : url;
}

/** Formats a statement so that equal ones have the same text; null for one without values. */
export function formatStatement(statement: MachineRightsStatement): string | null {
  const { license, price } = statement;
  const parts = PURPOSES.flatMap((purpose) =>
    statement[purpose] === undefined ? [] : [`${purpose}=${statement[purpose].toLowerCase()}`],
  );
  if (price) parts.push(`price=${formatPrice(price)}`);
  if (license !== undefined) parts.push(`license=${license}`);
  return parts.join(', ') || null;
}

export function formatPrice({ amount, currency, per }: MachinePriceValue): string {
  return `${amount} ${currency} per ${per.toLowerCase()}`;
}

/** Returns a stored statement; null if it states nothing. */
export function readStatement(text: string | null | undefined): MachineRightsStatement | null {
  return text ? parseStatement(text).statement : null;
}

/** Returns the text of a statement as it is stored. Throws an error with the reasons if the statement has errors. */
export function normalizeStatement(text: string): string {
  const { statement, errors } = parseStatement(text);
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join(' '));
  return formatStatement(statement) ?? '';
}
