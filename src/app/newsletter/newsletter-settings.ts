import type { Config } from '../../config/env.js';
import type { NewsletterSettings } from '../../modules/newsletter/create-newsletters.js';
import { getListenUrl, getSite } from '../derived-settings.js';

/** Returns the settings of newsletters. */
export function getNewsletterSettings(config: Config): NewsletterSettings {
  return {
    site: getSite(config),
    gateway: config.GATEWAY_URL ?? getListenUrl(config),
    colour: config.SITE_COLOUR,
    postalAddress: config.MAIL_POSTAL_ADDRESS ?? null,
    limits: { perClient: config.SIGN_UPS_PER_CLIENT, inAll: config.SIGN_UPS_IN_ALL },
  };
}
