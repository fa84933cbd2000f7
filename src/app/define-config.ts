import type { Authenticator } from '../auth/authenticator.js';
import type { FieldSet } from '../fields/field.js';
import type { SchemaExtension } from '../graphql/extension/schema-extension.js';
import type { CachePurger } from '../http/cdn/cache-purger.js';
import type { RequestHooks } from '../http/request-hooks.js';
import type { Importers } from '../importers/own/importer.js';
import type { MailTransport } from '../mail/mail-transport.js';
import type { MediaStorage } from '../media/media-storage.js';
import type { BuildVariantUrl } from '../media/media-urls.js';
import type { BeforeSave } from '../modules/editing/before-save.js';
import type { AfterPublish } from '../modules/publishing/after-publish.js';
import type { SearchProvider } from '../modules/search/provider/search-provider.js';

/** A site's own kind of article, with fields that only its articles have. */
export interface KindDefinition {
  /** Description of the kind in the GraphQL schema. */
  description: string;
  fields: FieldSet;
}

/** The site's additions to the gateway, in its `dateline.config.ts`. */
export interface SiteConfig {
  /** Own fields by the type of content that has them. */
  fields?: { article?: FieldSet; section?: FieldSet; tag?: FieldSet; author?: FieldSet };
  /** Own kinds of article by name, such as `Review`. */
  kinds?: Record<string, KindDefinition>;
  /** Types, fields and resolvers that the site adds to the graph. */
  schema?: SchemaExtension;
  /** Sends mails. Defaults to SMTP_URL's server, or to files in DATA_DIR. */
  mail?: MailTransport;
  /** Stores pictures and other files. Defaults to the folder `media` in DATA_DIR. */
  media?: MediaStorage;
  /** Returns the URL of a variant at an image service, such as imgix. Defaults to variants that the gateway makes. */
  imageUrl?: BuildVariantUrl;
  /** Purge the caches in front. Defaults to the one that PURGE_URL describes; each has another name. */
  purgers?: CachePurger[];
  /** Finds published articles. Defaults to the full-text search of PostgreSQL. */
  search?: SearchProvider;
  /** Recognize credentials that are not API keys, in this order. */
  authenticators?: Authenticator[];
  /** Importers of the site, by the name of their command: `dateline import NAME`. */
  importers?: Importers;
  /** Functions that run for every GraphQL request, and when articles are saved and published. */
  hooks?: RequestHooks & { beforeSave?: BeforeSave; afterPublish?: AfterPublish };
}

/** Returns the configuration unchanged; editors check its type. */
export function defineConfig(config: SiteConfig): SiteConfig {
  return config;
}
