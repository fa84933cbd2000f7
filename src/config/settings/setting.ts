import { z } from 'zod';
import { canonicalizeLanguageTag } from '../../shared/text/language-tag.js';

/** Setting that is an environment variable. */
export interface Setting {
  schema: z.ZodType;
  defaultValue: string | undefined | { development: string; production: string };
  /** True if the value must not be printed. */
  isSecret?: boolean;
  /** Another setting that must be set too. */
  requires?: string;
  description: string;
}

export const INVALID_RANGE = 'must be an IP address or a CIDR range';
export const ipRangeSchema = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], INVALID_RANGE);
export const httpUrlSchema = z.url({ protocol: /^https?$/, error: 'must be a URL with http or https' });

/** URL to which paths are appended. */
export const baseUrlSchema = httpUrlSchema.refine(
  (url) => !/[?#]/.test(url),
  'must be a URL without ? and #',
);

/** Parses `de:one;fr:two` to the texts by language. */
export function parseByLanguage(text: string): Record<string, string> {
  const entries = text.split(';').flatMap((entry) => {
    const [tag = '', ...rest] = entry.split(':');
    return entry.trim() === '' ? [] : [[tag.trim(), rest.join(':').trim()]];
  });
  return Object.fromEntries(entries);
}

/** Splits a text at its commas, without spaces around the parts and without empty ones. */
export function parseList(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
}

/** Returns true for a BCP 47 tag. */
export function isLanguageTag(tag: string): boolean {
  return canonicalizeLanguageTag(tag) !== null;
}
