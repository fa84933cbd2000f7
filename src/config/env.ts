import type { z } from 'zod';
import { describeIssue } from './describe-issue.js';
import { CACHING_SETTINGS } from './settings/caching.js';
import { DATABASE_SETTINGS } from './settings/database.js';
import { FEED_SETTINGS } from './settings/feeds.js';
import { GRAPH_SETTINGS } from './settings/graph.js';
import { LANGUAGE_SETTINGS } from './settings/languages.js';
import { LIMIT_SETTINGS } from './settings/limits.js';
import { LIVE_SETTINGS } from './settings/live.js';
import { MACHINE_SETTINGS } from './settings/machines.js';
import { MAIL_SETTINGS } from './settings/mail.js';
import { MEDIA_SETTINGS } from './settings/media.js';
import { OBSERVABILITY_SETTINGS } from './settings/observability.js';
import { SEARCH_SETTINGS } from './settings/search.js';
import { SERVER_SETTINGS } from './settings/server.js';
import type { Setting } from './settings/setting.js';
import { SITE_SETTINGS } from './settings/site.js';
import { SOURCE_SETTINGS } from './settings/sources.js';

/** Settings by topic, in the order of the documentation. */
const TOPICS: { title: string; settings: Record<string, Setting> }[] = [
  { title: 'Server', settings: SERVER_SETTINGS },
  { title: 'Database', settings: DATABASE_SETTINGS },
  { title: 'The site', settings: SITE_SETTINGS },
  { title: 'Languages', settings: LANGUAGE_SETTINGS },
  { title: 'The graph', settings: GRAPH_SETTINGS },
  { title: 'Caching', settings: CACHING_SETTINGS },
  { title: 'Limits for clients', settings: LIMIT_SETTINGS },
  { title: 'Live updates', settings: LIVE_SETTINGS },
  { title: 'Search and related articles', settings: SEARCH_SETTINGS },
  { title: 'Media', settings: MEDIA_SETTINGS },
  { title: 'Feeds and notifications', settings: FEED_SETTINGS },
  { title: 'Crawlers and rights for machines', settings: MACHINE_SETTINGS },
  { title: 'Mail and newsletters', settings: MAIL_SETTINGS },
  { title: 'Imports and syncs', settings: SOURCE_SETTINGS },
  { title: 'Observability', settings: OBSERVABILITY_SETTINGS },
];

/** Every setting: its schema, default and description. */
export const ENV_VARS = {
  ...SERVER_SETTINGS,
  ...DATABASE_SETTINGS,
  ...SITE_SETTINGS,
  ...LANGUAGE_SETTINGS,
  ...GRAPH_SETTINGS,
  ...CACHING_SETTINGS,
  ...LIMIT_SETTINGS,
  ...LIVE_SETTINGS,
  ...SEARCH_SETTINGS,
  ...MEDIA_SETTINGS,
  ...FEED_SETTINGS,
  ...MACHINE_SETTINGS,
  ...MAIL_SETTINGS,
  ...SOURCE_SETTINGS,
  ...OBSERVABILITY_SETTINGS,
};

type EnvVarName = keyof typeof ENV_VARS;
type EnvVarValue<N extends EnvVarName> = (typeof ENV_VARS)[N]['defaultValue'] extends undefined
  ? z.infer<(typeof ENV_VARS)[N]['schema']> | undefined
  : z.infer<(typeof ENV_VARS)[N]['schema']>;

/** The settings after parsing. */
export type Config = { readonly [N in EnvVarName]: EnvVarValue<N> };

/** Returns true if the gateway syncs from another site, feed or agency. */
export function hasSyncSources(config: Config): boolean {
  const hasSite = config.WORDPRESS_URL !== undefined || config.GHOST_URL !== undefined;
  const { FEED_URLS, NINJS_SOURCES, NEWSML_SOURCES } = config;
  return hasSite || [FEED_URLS, NINJS_SOURCES, NEWSML_SOURCES].some(({ length }) => length > 0);
}

/** Thrown for invalid settings; the message lists each with its problem and its description. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * Reads and validates all settings; nothing else reads the environment. Throws ConfigError listing every
 * invalid variable.
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const mode = environment.NODE_ENV === 'production' ? 'production' : 'development';
  const messages: string[] = [];
  const values = Object.entries<Setting>(ENV_VARS).map(([name, setting]) => {
    const { schema, defaultValue, requires: requiredVar, description } = setting;
    const value = environment[name];
    const defaultText = typeof defaultValue === 'object' ? defaultValue[mode] : defaultValue;
    // As a number, a space would be 0.
    const text = value?.trim() ? value : defaultText;
    if (text === undefined) return [name, undefined];
    const { data, error } = schema.safeParse(text, { error: describeIssue });
    const problems = error?.issues.map(({ message }) => message) ?? [];
    if (requiredVar && !environment[requiredVar]) problems.push(`${requiredVar} is not set`);
    if (problems.length > 0) {
      messages.push(`  ${name}=${redactValue(text, setting)}: ${problems.join('; ')}. ${description}`);
    }
    return [name, data];
  });
  const config = Object.fromEntries(values) as Config;
  // With 0, each gets a free port.
  if (config.METRICS_PORT && config.METRICS_PORT === config.PORT)
    messages.push(
      `  METRICS_PORT=${config.METRICS_PORT}: must not be that of PORT. ${ENV_VARS.METRICS_PORT.description}`,
    );
  if (messages.length > 0) {
    throw new ConfigError(`Invalid settings:\n${messages.join('\n')}`);
  }
  return config;
}

/** Renders the settings as Markdown tables, one for each topic, for the documentation. */
export function renderEnvTable(): string {
  return TOPICS.map(({ title, settings }) => `## ${title}\n\n${renderTable(settings)}`).join('\n\n');
}

function renderTable(settings: Record<string, Setting>): string {
  const rows = Object.entries(settings).map(([name, { defaultValue, description }]) => {
    const defaultText =
      typeof defaultValue === 'object'
        ? `${defaultValue.development}, in production ${defaultValue.production}`
        : defaultValue;
    return `| \`${name}\` | ${defaultText ? `\`${defaultText}\`` : ''} | ${description} |`;
  });
  return ['| variable | when left out | meaning |', '|---|---|---|', ...rows].join('\n');
}

/** Hides secrets, and passwords of URLs, also with a / or @ that is not encoded and makes the URL invalid. */
function redactValue(text: string, { isSecret }: Setting): string {
  if (isSecret) return '…';
  const [start, end] = [text.search(/:(?!\/\/)/), text.lastIndexOf('@')];
  return start >= 0 && start < end ? `${text.slice(0, start)}:…${text.slice(end)}` : text;
}
