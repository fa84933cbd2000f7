import { type Config, ENV_VARS } from './env.js';

/** Settings that take effect only if one of other settings is on, by the names of these. */
const DEPENDENT_SETTINGS: readonly [needed: (keyof Config)[], dependent: (keyof Config)[]][] = [
  [['PURGE_URL'], ['PURGE_TOKEN']],
  [['CACHE_MAX_AGE', 'CACHE_S_MAXAGE'], ['CACHE_STALE_WHILE_REVALIDATE']],
  [['CACHE_MB'], ['CACHE_PARTS_PERCENT', 'STALE_MINUTES']],
  [['MCP'], ['MCP_MUTATIONS']],
  [['TRUSTED_DOCUMENTS'], ['TRUSTED_DOCUMENTS_FILE']],
  [['EMBEDDINGS_URL'], ['EMBEDDINGS_API_KEY', 'EMBEDDINGS_MODEL', 'EMBEDDINGS_WEIGHT']],
  [['INDEXNOW_KEY'], ['INDEXNOW_URL']],
  [['OTEL_EXPORTER_OTLP_ENDPOINT'], ['OTEL_SERVICE_NAME', 'TRACE_SHARE']],
  [['WORDPRESS_URL'], ['WORDPRESS_LOGIN', 'WORDPRESS_PATH_PREFIX', 'WORDPRESS_MEDIA', 'WORDPRESS_SPONSORS']],
  [['GHOST_URL'], ['GHOST_KEY', 'GHOST_WEBHOOK_SECRET', 'GHOST_PATH_PREFIX', 'GHOST_MEDIA']],
  [['FEED_URLS'], ['FEED_MEDIA']],
  [['NINJS_SOURCES'], ['NINJS_RULES', 'NINJS_MEDIA']],
  [['NEWSML_SOURCES'], ['NEWSML_RULES', 'NEWSML_MEDIA']],
];

/** Setting that is set and has no effect in the gateway, and the settings of which one would have to be on. */
export interface IneffectiveSetting {
  setting: keyof Config;
  needed: (keyof Config)[];
}

/** Returns the settings of the environment that have no effect in the gateway, because another one is off. */
export function findIneffectiveSettings(
  config: Config,
  environment: NodeJS.ProcessEnv = process.env,
): IneffectiveSetting[] {
  const isSet = (name: keyof Config) =>
    Boolean(environment[name]?.trim()) && environment[name] !== ENV_VARS[name].defaultValue;
  return DEPENDENT_SETTINGS.filter(([needed]) => !needed.some((name) => isOn(config[name]))).flatMap(
    ([needed, dependent]) => dependent.filter(isSet).map((setting) => ({ setting, needed })),
  );
}

function isOn(value: Config[keyof Config]): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value) && value !== 'none';
}
