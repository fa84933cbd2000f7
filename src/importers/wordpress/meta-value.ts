import { unserialize } from 'php-serialize';

/** Maximum length of a serialized value in characters. Longer ones come from plugins, not from editors. */
const MAX_SERIALIZED_LENGTH = 100_000;

/** Parses a serialized PHP array; returns other texts as they are. */
export function parseMeta(text: string): unknown {
  if (!/^a:\d+:\{/.test(text) || text.length > MAX_SERIALIZED_LENGTH) return text;
  try {
    return unserialize(text, {}, { strict: true });
  } catch {
    return text;
  }
}
