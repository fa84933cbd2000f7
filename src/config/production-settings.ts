import { type Config, ENV_VARS } from './env.js';

/** Setting that a site in production needs, and the effect of leaving it out. */
export interface MissingSetting {
  setting: keyof Config;
  message: string;
}

/** Returns the unset settings that a site in production needs. `stored` are those that editors have set. */
export function findMissingSettings(config: Config, stored: ReadonlySet<string>): MissingSetting[] {
  const { SITE_URL, GATEWAY_URL, SMTP_URL, MAIL_FROM, SECRET_KEY, DATABASE_URL, TRUSTED_PROXIES } = config;
  const isPreset = (name: 'SITE_TITLE' | 'SITE_DESCRIPTION', setting: string) =>
    config[name] === ENV_VARS[name].defaultValue && !stored.has(setting);
  const missing: [keyof Config, boolean, string][] = [
    ['SITE_URL', !SITE_URL, 'every url begins with http://127.0.0.1:4000'],
    ['SITE_TITLE', isPreset('SITE_TITLE', 'title'), `the site is called ${config.SITE_TITLE}`],
    [
      'SITE_DESCRIPTION',
      isPreset('SITE_DESCRIPTION', 'description'),
      `feeds describe the site as "${config.SITE_DESCRIPTION}"`,
    ],
    ['GATEWAY_URL', !GATEWAY_URL, 'links in mails, feeds and sitemaps differ between instances'],
    ['SMTP_URL', !SMTP_URL, 'mails are written to DATA_DIR/mail and not sent'],
    [
      'MAIL_FROM',
      Boolean(SMTP_URL) && !MAIL_FROM,
      "the sender of mails is newsletter@ followed by the site's host",
    ],
    [
      'SECRET_KEY',
      Boolean(DATABASE_URL) && !SECRET_KEY,
      'the signing secrets of webhooks are stored unencrypted in the database',
    ],
    ['TRUSTED_PROXIES', TRUSTED_PROXIES.length === 0, 'behind a proxy, all readers count as one client'],
  ];
  return missing
    .filter(([, isMissing]) => isMissing)
    .map(([setting, , effect]) => ({ setting, message: `${setting} is not set: ${effect}` }));
}
