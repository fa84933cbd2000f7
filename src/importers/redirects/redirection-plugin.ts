import { z } from 'zod';
import { PATTERN_REFUSAL, type RedirectLine, toLiteralPath } from './redirect-line.js';

/** Columns of the CSV files of the plugin Redirection. */
const CSV_COLUMNS = ['source', 'target', 'regex', 'code', 'type'];

const codeSchema = z.union([z.number(), z.string()]).transform(String).catch('');
const targetSchema = z.object({ url: z.string() }).transform(({ url }) => url);

/** An export of Redirection: https://redirection.me/developer/json-export/. */
export const redirectionSchema = z.object({
  groups: z.array(z.object({ id: z.number(), enabled: z.boolean().catch(true) })).catch([]),
  redirects: z.array(
    z.object({
      url: z.string(),
      action_code: codeSchema,
      action_type: z.string().catch('url'),
      action_data: targetSchema.nullable().catch(null),
      match_type: z.string().catch('url'),
      match_data: z
        .object({ source: z.object({ flag_regex: z.boolean().catch(false) }) })
        .nullish()
        .catch(null),
      regex: z.boolean().catch(false),
      enabled: z.boolean().catch(true),
      group_id: z.number().nullish().catch(null),
    }),
  ),
});

/** A redirect of the plugin. */
interface PluginRedirect {
  source: string;
  target: string | null;
  code: string;
  /** `url` for a redirect, or another action of the plugin: error, nothing, pass or random. */
  type: string;
  isPattern: boolean;
  isEnabled: boolean;
  /** Condition of the redirect: `url`, or a header, cookie, login or role of the visitor. */
  match: string;
}

/** Returns true for the first line of a CSV file of the plugin. */
export function isRedirectionHeader(record: string[]): boolean {
  return CSV_COLUMNS.every((name, i) => record[i]?.toLowerCase() === name);
}

/** Reads a line of a CSV file of the plugin. Files of older versions have no status. */
export function readRedirectionRecord(record: string[], line: number): RedirectLine {
  const [source = '', target = '', regex, code = '', type = 'url', , , status = 'active'] = record;
  return toRedirectLine(
    { source, target, code, type, match: 'url', isPattern: regex === '1', isEnabled: status !== 'disabled' },
    line,
  );
}

/** Reads the redirects of an export. */
export function readRedirectionExport({
  groups,
  redirects,
}: z.infer<typeof redirectionSchema>): RedirectLine[] {
  const disabledGroups = new Set(groups.filter(({ enabled }) => !enabled).map(({ id }) => id));
  return redirects.map((each, i) => {
    const {
      url: source,
      action_data: target,
      action_code: code,
      action_type: type,
      match_type: match,
    } = each;
    const isPattern = each.match_data?.source.flag_regex ?? each.regex;
    const isEnabled = each.enabled && !disabledGroups.has(each.group_id ?? Number.NaN);
    return toRedirectLine({ source, target, code, type, match, isPattern, isEnabled }, i + 1);
  });
}

function toRedirectLine({ source, target, code, ...redirect }: PluginRedirect, line: number): RedirectLine {
  const path = redirect.isPattern ? toLiteralPath(source) : source;
  // The status 303 makes a browser fetch the target with GET, as it does after 302.
  const values = { line, from: path ?? source, to: target ?? '', status: code === '303' ? '302' : code };
  const refusal = getRefusal({ ...redirect, code, isPattern: path === null });
  return refusal === null ? values : { ...values, refusal };
}

function getRefusal(redirect: Omit<PluginRedirect, 'source' | 'target'>): string | null {
  if (!redirect.isEnabled) return 'it is disabled in Redirection.';
  if (redirect.type !== 'url')
    return `it is no redirect: its action is "${redirect.type.slice(0, 40)}" with the status ${redirect.code}.`;
  if (redirect.match !== 'url') return `it is for some visitors only (${redirect.match.slice(0, 40)}).`;
  return redirect.isPattern ? PATTERN_REFUSAL : null;
}
