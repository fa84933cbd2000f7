import { CRAWLERS, listExcludedPurposes } from '../../shared/crawlers.js';
import { buildXmlDocument } from '../../shared/text/xml.js';
import type { PathRule, PathRules } from './path-rules.js';
import { isExcluded } from './resolve-rights.js';
import { formatContentUsage, getLicenseUrl, getTdmReservation, hasStatement } from './rights-signals.js';
import { buildLicenses, RSL_NAMESPACE } from './rsl-licenses.js';

/** Path of the pages as Markdown, and that of feeds, at the gateway. */
const MARKDOWN_PATH = '/markdown';
const COMMON_RULES = ['Disallow: /graphql'];
const CUT = '# More articles state their rights. Theirs are in the header Content-Usage of their pages.';
/** Bytes of the longest robots.txt. Crawlers may ignore what follows 500 KiB (RFC 9309, section 2.5). */
const MAX_ROBOTS_BYTES = 400 * 1_024;

export interface RobotsOptions {
  rules: PathRules;
  /** URL of the sitemap; null for a site that search engines are not to show. */
  sitemapUrl: string | null;
  /** URL below which the license document is. */
  baseUrl: string;
  /** Path below which the pages of the site are, without the slash at its end. */
  basePath: string;
  /** Product tokens of crawlers with a license, in lower case. */
  licensees: ReadonlySet<string>;
}

/**
 * Writes robots.txt (RFC 9309) with a group for each set of purposes that the site does not allow everywhere, and usage
 * preferences (draft-ietf-aipref-attach-05). Crawlers of search engines are not excluded: they have to read that a page
 * is not to be shown. Rules that make it too long are left out, from the last one.
 */
export function writeRobotsTxt(options: RobotsOptions): string {
  let { rules, isCut } = options.rules;
  for (;;) {
    const text = formatRobotsTxt({ ...options, rules: { rules, isCut } });
    const share = MAX_ROBOTS_BYTES / Buffer.byteLength(text);
    if (share >= 1) return text;
    rules = rules.slice(0, Math.floor(rules.length * share));
    isCut = true;
  }
}

function formatRobotsTxt({ rules, sitemapUrl, baseUrl, basePath, licensees }: RobotsOptions): string {
  const isStatedAnywhere = rules.rules.some(({ rights }) => hasStatement(rights));
  const usages = isStatedAnywhere ? listUsages(rules.rules, basePath) : [];
  const groups = isStatedAnywhere ? listGroups(rules.rules, { basePath, licensees }) : [];
  const parts = [
    ...(isStatedAnywhere ? [[`License: ${getLicenseUrl(baseUrl)}`]] : []),
    ...(sitemapUrl === null ? [] : [[`Sitemap: ${sitemapUrl}`]]),
    ...groups.map(({ purposes, tokens, lines }) => [
      `# Crawlers that read for ${[...purposes].join(' and ')}`,
      ...tokens.map((token) => `User-agent: ${token}`),
      ...COMMON_RULES,
      ...lines,
    ]),
    ['User-agent: *', ...COMMON_RULES, ...usages],
    ...(rules.isCut ? [[CUT]] : []),
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** Lists the preference of the site, and those of paths with another. */
function listUsages(rules: readonly PathRule[], basePath: string): string[] {
  return omitRepeated(rules, ({ rights }) => formatContentUsage(rights)).flatMap(({ rule, value }) => {
    if (value === '') return [];
    return listAllPatterns(rule, basePath).map(
      (pattern) => `Content-Usage: ${rule.path === '/' ? '' : `${pattern} `}${value}`,
    );
  });
}

interface Group {
  purposes: Set<string>;
  tokens: string[];
  lines: string[];
}

/** Lists the groups of crawlers that may not read all paths. Preferences of what they may not read are left out. */
function listGroups(
  rules: readonly PathRule[],
  { basePath, licensees }: Pick<RobotsOptions, 'basePath' | 'licensees'>,
): Group[] {
  const groups = new Map<string, Group>();
  for (const crawler of CRAWLERS) {
    const isLicensed = licensees.has(crawler.token.toLowerCase());
    const excluded = new Set(rules.filter(({ rights }) => isExcluded(rights, { crawler, isLicensed })));
    if (excluded.size === 0) continue;
    const key = rules.map((rule) => Number(excluded.has(rule))).join('');
    const group = groups.get(key) ?? {
      purposes: new Set(),
      tokens: [],
      lines: [
        ...listAccessRules(rules, (rule) => excluded.has(rule), basePath),
        ...listUsages(
          rules.filter((rule) => !excluded.has(rule)),
          basePath,
        ),
      ],
    };
    for (const purpose of listExcludedPurposes(crawler)) group.purposes.add(purpose);
    group.tokens.push(crawler.token);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Lists Disallow for what is excluded, and Allow for what is not, below what is. */
function listAccessRules(
  rules: readonly PathRule[],
  isRuleExcluded: (rule: PathRule) => boolean,
  basePath: string,
): string[] {
  const changes = omitRepeated(rules, isRuleExcluded);
  // Without any rule everything is allowed.
  const given = changes.filter(({ rule, value }) => value || rule.path !== '/');
  return given.flatMap(({ rule, value }) =>
    listAllPatterns(rule, basePath).map((pattern) => `${value ? 'Disallow' : 'Allow'}: ${pattern}`),
  );
}

/** Returns the rules with a value other than that of the pages around them. Rules of paths above precede them. */
function omitRepeated<Value>(
  rules: readonly PathRule[],
  getValue: (rule: PathRule) => Value,
): { rule: PathRule; value: Value }[] {
  const byPath = new Map<string, Value>();
  return rules.flatMap((rule) => {
    const value = getValue(rule);
    const around = rule.path === '/' ? undefined : findAround(byPath, rule.path);
    if (!rule.isExact) byPath.set(rule.path, value);
    return value === around ? [] : [{ rule, value }];
  });
}

/** Returns the value of the nearest path above. */
function findAround<Value>(byPath: ReadonlyMap<string, Value>, path: string): Value | undefined {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const above = path.slice(0, end);
    if (byPath.has(above)) return byPath.get(above);
  }
  return byPath.get('/');
}

/**
 * Returns the patterns of the pages of a rule on the site. robots.txt, RSL and TDMRep share them: `$` ends a URL, and
 * other patterns match what begins with them.
 */
function listPatterns({ path, isExact }: PathRule, basePath: string): string[] {
  if (path === '/') return [`${basePath}/`];
  const page = basePath + encodePath(path);
  return [...listEnds(page), ...listEnds(`${page}.md`), ...(isExact ? [] : [`${page}/`])];
}

/** Returns the patterns of one page, without a query and with one. */
function listEnds(page: string): string[] {
  return [`${page}$`, `${page}?`];
}

/** Returns the patterns of the pages of a rule, and of what the gateway makes of them. */
function listAllPatterns(rule: PathRule, basePath: string): string[] {
  const patterns = listPatterns(rule, basePath);
  if (rule.path === '/') return patterns;
  const path = encodePath(rule.path);
  const markdown = MARKDOWN_PATH + path;
  return [...patterns, ...listEnds(markdown), ...(rule.isExact ? [] : [`${markdown}/`]), `/feeds${path}/`];
}

function encodePath(path: string): string {
  return encodeURI(path).replaceAll('$', '%24').replaceAll('*', '%2A');
}

/** Writes /.well-known/tdmrep.json (TDM Reservation Protocol). The first rule that matches counts: those of articles. */
export function writeTdmRep({ rules }: PathRules, basePath: string): string {
  const changes = omitRepeated(rules, ({ rights }) => JSON.stringify(getTdmReservation(rights)));
  const entries = changes.reverse().flatMap(({ rule }) => {
    const reservation = getTdmReservation(rule.rights);
    if (!reservation) return [];
    const { isReserved, policy } = reservation;
    return listPatterns(rule, basePath).map((pattern) => ({
      location: pattern.endsWith('$') ? pattern : `${pattern}*`,
      'tdm-reservation': isReserved ? 1 : 0,
      ...(policy !== null && { 'tdm-policy': policy }),
    }));
  });
  return `${JSON.stringify(entries, null, 2)}\n`;
}

/** Writes the license document (RSL 1.0, https://rslstandard.org/rsl). The most specific path counts. */
export function writeLicense(
  { rules }: PathRules,
  { siteUrl, basePath }: { siteUrl: string; basePath: string },
): string {
  const changes = omitRepeated(rules, ({ rights }) => JSON.stringify(buildLicenses(rights)));
  return buildXmlDocument({
    rsl: {
      '@xmlns': RSL_NAMESPACE,
      content: changes.flatMap(({ rule }) => {
        const license = buildLicenses(rule.rights);
        if (license.length === 0) return [];
        const patterns = listPatterns(rule, basePath);
        return patterns.map((pattern) => ({
          '@url': new URL(pattern, siteUrl).href,
          license,
        }));
      }),
    },
  });
}
