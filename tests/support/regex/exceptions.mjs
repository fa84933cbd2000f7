// biome-ignore-all lint/suspicious/noTemplateCurlyInString: code as it stands in its file.

/**
 * Patterns that are allowed although they are not linear or cannot be analysed, with the bound that makes
 * them safe.
 * `code` is the source text of the literal or call. An entry that matches nothing fails the check.
 */
export const EXCEPTIONS = [
  {
    file: 'src/importers/markdown/fields/dates.ts',
    code: "new RegExp(`^${shape}${TIME}$`, 'i')",
    bound: 'parseDate takes no text longer than MAX_LENGTH, 60 characters',
  },
  {
    file: 'src/importers/page/layout/labels.ts',
    code: "new RegExp(`^(${BOX_LABELS.join('|')})$`, 'u')",
    bound: 'isBoxLabel takes no text longer than 120 characters; telling its time takes minutes',
  },
  {
    file: 'src/importers/page/layout/labels.ts',
    code: "new RegExp(`^(${SCREEN_LINES.join('|')})$`, 'u')",
    bound: 'isInterfaceText takes no text longer than 250 characters; telling its time takes long',
  },
  {
    file: 'src/importers/page/metadata/written-dates.ts',
    code: "new RegExp(\n      String.raw`(?<!\\p{L})(${MONTH_NAMES})\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})(?!\\d)${TIME_PATTERN}`,\n      'iu',\n    )",
    bound: 'parseWrittenDate reads LONGEST_READ, 500 characters, and isDateLine 100',
  },
  {
    file: 'src/importers/page/metadata/written-dates.ts',
    code: "new RegExp(\n      String.raw`(?<!\\d)(\\d{1,2})(?:st|nd|rd|th|er|º|\\.)?\\s+(?:de\\s+|of\\s+)?(${MONTH_NAMES})\\.?,?\\s+(?:de\\s+)?(\\d{4})(?!\\d)${TIME_PATTERN}`,\n      'iu',\n    )",
    bound: 'as the one before',
  },
  {
    file: 'src/modules/popular/views/bots.ts',
    code: "new RegExp(plain.map(({ pattern }) => `(?:${pattern})`).join('|'))",
    bound:
      'isBot reads MAX_USER_AGENT_LENGTH, 1,024 characters, of a name once; the patterns are those of crawler-user-agents',
  },
];

/** Calls whose patterns depend on runtime values, with sample patterns that are checked instead. */
export const INSTANCES = [
  {
    file: 'src/importers/markdown/front-matter/toml-fields.ts',
    code: 'new RegExp(`(^|[\\\\s{,.[])["\']?${name}["\']?\\\\s*[=.\\\\]]`)',
    patterns: [/(^|[\s{,.[])["']?title["']?\s*[=.\]]/],
  },
  {
    file: 'src/importers/markdown/front-matter/toml-fields.ts',
    code: 'new RegExp(`^\\\\s*\\\\[\\\\[\\\\s*${name}\\\\s*\\\\]\\\\]`)',
    patterns: [/^\s*\[\[\s*title\s*\]\]/],
  },
];
