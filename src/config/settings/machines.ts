import { z } from 'zod';
import { formatStatement, parseStatement } from '../../shared/machine-rights.js';
import { SIGNATURE_AGENTS } from '../../shared/signature-agents.js';
import { parseList, type Setting } from './setting.js';

/** Settings of crawlers, and of rights for machines. */
export const MACHINE_SETTINGS = {
  MACHINE_RIGHTS: {
    schema: z.string().transform((text, context) => {
      const { statement, errors } = parseStatement(text);
      for (const { message } of errors)
        context.addIssue({ code: 'custom', message: message.replace(/\.$/, '') });
      return formatStatement(statement);
    }),
    defaultValue: undefined,
    description:
      'What machines may use the texts of the site for, unless editors set it, such as `search=allowed, answers=forbidden, training=licensed, license=https://example.org/terms`: see [rights for machines](../machine-rights.md).',
  },
  REFUSE_CRAWLERS: {
    schema: z.stringbool(),
    defaultValue: 'false',
    description:
      '`true` to refuse texts, with status 403, to crawlers that name themselves and read for a purpose that the rights for machines exclude: see [crawlers](../machine-rights.md#crawlers).',
  },
  CRAWLER_LICENSES: {
    schema: z.string().transform((text) => new Set(parseList(text.toLowerCase()))),
    defaultValue: '',
    description:
      'Comma-separated names of crawlers that have a license, such as `GPTBot`, or hosts of their keys, such as `chatgpt.com`, for [signed requests](../machine-rights.md#signed-requests) alone: what the rights for machines make `licensed` is allowed to them.',
  },
  SIGNATURE_AGENTS: {
    schema: z
      .string()
      .transform((text) => (text === 'none' ? [] : parseList(text)))
      .refine(
        (origins) => origins.every(isSecureOrigin),
        'must be origins with https, such as https://crawler.example, or none',
      )
      .transform((origins) => new Set(origins.map((each) => new URL(each).origin))),
    defaultValue: Object.keys(SIGNATURE_AGENTS).join(','),
    description:
      'Comma-separated origins of crawlers whose [signatures](../machine-rights.md#signed-requests) are checked with keys that the gateway fetches from there; `none` for no checks.',
  },
  MACHINE_READS_DAYS: {
    schema: z.coerce.number().int().min(0).max(3_650),
    defaultValue: '90',
    description:
      'Days for which is stored how often [crawlers read each article](../machine-rights.md#who-read-what). 0: nothing is counted, and former counts are deleted.',
  },
} satisfies Record<string, Setting>;

function isSecureOrigin(text: string): boolean {
  return /^https:\/\/[^/?#@]+\/?$/.test(text) && URL.canParse(text);
}
