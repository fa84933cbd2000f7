import type { Config } from '../../config/env.js';
import { findIneffectiveSettings } from '../../config/ineffective-settings.js';
import { findMissingSettings } from '../../config/production-settings.js';
import { type Finding, ok, warning } from './finding.js';

/** Settings that editors can set, which checkSite checks. */
const CHECKED_IN_DATABASE = new Set(['title', 'description']);

/** Checks the settings that a real site needs. In development nothing is required. */
export function checkSettings(config: Config): Finding[] {
  const missing = config.NODE_ENV === 'production' ? findMissingSettings(config, CHECKED_IN_DATABASE) : [];
  const findings = [
    ...missing.map(({ setting, message }) =>
      warning('settings', message, `Set ${setting}: see docs/operations/configuration.md.`),
    ),
    ...findIneffectiveSettings(config).map(({ setting, needed }) => {
      const names = needed.join(' or ');
      return warning(
        'settings',
        `${setting} has no effect in the gateway without ${names}`,
        `Set ${names} too, or remove ${setting}: see docs/operations/configuration.md.`,
      );
    }),
  ];
  return [
    ...(findings.length > 0 ? findings : [ok('settings', `all valid (${config.NODE_ENV})`)]),
    ...checkSiteUrl(config),
    checkSecretKey(config),
  ];
}

function checkSiteUrl({ SITE_URL, NODE_ENV }: Config): Finding[] {
  if (!SITE_URL) return [];
  const { protocol, hostname } = new URL(SITE_URL);
  const isLocal = /^(localhost|127\.|\[::1\])/.test(hostname);
  if (NODE_ENV === 'production' && (isLocal || protocol !== 'https:')) {
    return [
      warning(
        'site URL',
        `${SITE_URL} is not a public https URL`,
        'Set SITE_URL to the public https URL of the site.',
      ),
    ];
  }
  return [ok('site URL', SITE_URL)];
}

function checkSecretKey({ SECRET_KEY, DATABASE_URL }: Config): Finding {
  if (SECRET_KEY) return ok('secret key', 'set');
  if (!DATABASE_URL) return ok('secret key', 'stored in a file in DATA_DIR');
  return warning(
    'secret key',
    'webhook secrets are stored unencrypted in the database',
    'Set SECRET_KEY to the output of openssl rand -base64 32, the same for all instances.',
  );
}
