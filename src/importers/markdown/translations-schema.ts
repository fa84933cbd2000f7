import { z } from 'zod';
import { canonicalizeLanguageTag } from '../../shared/text/language-tag.js';

const text = z.string().min(1).optional();

/** Creates the schema of texts in further languages, by language: `translations: { de: { name: Politik } }`. */
export function createTranslationsSchema<Name extends string>(...names: Name[]) {
  const fields = Object.fromEntries(names.map((name) => [name, text])) as Record<Name, typeof text>;
  const language = z
    .string()
    .refine((tag) => canonicalizeLanguageTag(tag) === tag, 'is no language tag such as de or pt-BR');
  return z.record(language, z.strictObject(fields)).optional();
}

/** Returns the texts that are given, as rows have them; undefined if the file says nothing about them. */
export function toTexts(
  translations: Record<string, Record<string, string | undefined>> | undefined,
): Record<string, Record<string, string>> | undefined {
  if (translations === undefined) return undefined;
  const entries = Object.entries(translations).map(([language, texts]) => [
    language,
    Object.fromEntries(
      Object.entries(texts).flatMap(([name, value]) =>
        value ? [[name === 'title' ? 'name' : name, value]] : [],
      ),
    ),
  ]);
  return Object.fromEntries(entries);
}
