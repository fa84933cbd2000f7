// biome-ignore-all lint/suspicious/noTemplateCurlyInString: code as it stands in its file.

/**
 * Patterns that are allowed though their time is more than linear, or cannot be told, each with what bounds it. `code`
 * is the literal or the call as it stands in the file; an entry that fits nothing there fails the check.
 */
export const EXCEPTIONS = [
  {
    file: 'src/importers/markdown/dates.ts',
    code: "new RegExp(`^${shape}${TIME}$`, 'i')",
    bound: 'parseDate takes no text longer than MAX_LENGTH, 60 characters',
  },
  {
    file: 'src/importers/page/labels.ts',
    code: "new RegExp(`^(${BOXES.join('|')})$`, 'u')",
    bound: 'isBoxLabel takes no text longer than 120 characters; telling its time takes minutes',
  },
  {
    file: 'src/importers/page/labels.ts',
    code: "new RegExp(`^(${LINES.join('|')})$`, 'u')",
    bound: 'isScreenLine takes no text longer than 250 characters; telling its time takes long',
  },
  {
    file: 'src/importers/page/written-dates.ts',
    code: "new RegExp(\n      String.raw`(?<!\\p{L})(${NAMES})\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})(?!\\d)${TIME}`,\n      'iu',\n    )",
    bound: 'writtenDate reads LONGEST_READ, 500 characters, and isDateLine 100',
  },
  {
    file: 'src/importers/page/written-dates.ts',
    code: "new RegExp(\n      String.raw`(?<!\\d)(\\d{1,2})(?:st|nd|rd|th|er|º|\\.)?\\s+(?:de\\s+|of\\s+)?(${NAMES})\\.?,?\\s+(?:de\\s+)?(\\d{4})(?!\\d)${TIME}`,\n      'iu',\n    )",
    bound: 'as the one before',
  },
  {
    file: 'src/modules/popular/bots.ts',
    code: "new RegExp(plain.map(({ pattern }) => `(?:${pattern})`).join('|'))",
    bound:
      'isBot reads LONGEST_READ, 1,024 characters, of a name once; the patterns are those of crawler-user-agents',
  },
];

/** Calls whose patterns depend on what is read, each with patterns that they make, which are checked in their place. */
export const INSTANCES = [
  {
    file: 'src/importers/markdown/toml-fields.ts',
    code: 'new RegExp(`(^|[\\\\s{,.[])["\']?${name}["\']?\\\\s*[=.\\\\]]`)',
    patterns: [/(^|[\s{,.[])["']?title["']?\s*[=.\]]/],
  },
  {
    file: 'src/importers/markdown/toml-fields.ts',
    code: 'new RegExp(`^\\\\s*\\\\[\\\\[\\\\s*${name}\\\\s*\\\\]\\\\]`)',
    patterns: [/^\s*\[\[\s*title\s*\]\]/],
  },
];
