import type { LazyCommand, Module } from '../modules/module.js';

/** Module as a build lists it. */
export interface ModuleLine {
  load(): Promise<{ module: Module }>;
  /** Command of the module. The command line does not load the rest of the module for it. */
  command?: LazyCommand;
}

/**
 * The modules of this build; their code is loaded when it is needed. A build without the line and the folder of a
 * module has none of its types, routes, jobs and commands. The sample content is added in this order: the articles
 * come before the views and newsletters that refer to them.
 */
export const MODULE_LINES = [
  { load: () => import('../modules/access/access.module.js') },
  {
    load: () => import('../modules/api-key/api-key.module.js'),
    command: {
      name: 'keys',
      description: 'manage API keys, which permit more than public reading',
      load: async () => (await import('../modules/api-key/api-key.commands.js')).addKeyCommands,
    },
  },
  { load: () => import('../modules/article/article.module.js') },
  { load: () => import('../modules/article-events/article-events.module.js') },
  { load: () => import('../modules/audit/audit.module.js') },
  { load: () => import('../modules/author/author.module.js') },
  {
    load: () => import('../modules/bulk/bulk.module.js'),
    command: {
      name: 'jobs',
      description: 'show the progress of changes of many articles',
      load: async () => (await import('../modules/bulk/bulk.commands.js')).addJobCommands,
    },
  },
  { load: () => import('../modules/content-events/content-events.module.js') },
  { load: () => import('../modules/editing/editing.module.js') },
  { load: () => import('../modules/feed/feed.module.js') },
  { load: () => import('../modules/front/front.module.js') },
  { load: () => import('../modules/image/image.module.js') },
  { load: () => import('../modules/index-now/index-now.module.js') },
  { load: () => import('../modules/listed/listed.module.js') },
  { load: () => import('../modules/live-blog/live-blog.module.js') },
  {
    load: () => import('../modules/machine-reads/machine-reads.module.js'),
    command: {
      name: 'machine-reads',
      description: 'list which crawlers read which articles',
      load: async () =>
        (await import('../modules/machine-reads/machine-reads.commands.js')).addMachineReadsCommand,
    },
  },
  { load: () => import('../modules/machine-rights/machine-rights.module.js') },
  {
    load: () => import('../modules/media/media.module.js'),
    command: {
      name: 'media',
      description: 'manage the media library',
      load: async () => (await import('../modules/media/media.commands.js')).addMediaCommands,
    },
  },
  { load: () => import('../modules/menu/menu.module.js') },
  { load: () => import('../modules/node/node.module.js') },
  {
    load: () => import('../modules/own-fields/own-fields.module.js'),
    command: {
      name: 'fields',
      description: "manage the values of the site's own fields",
      load: async () => (await import('../modules/own-fields/own-fields.commands.js')).addFieldCommands,
    },
  },
  { load: () => import('../modules/popular/popular.module.js') },
  { load: () => import('../modules/preview-link/preview-link.module.js') },
  { load: () => import('../modules/provenance/provenance.module.js') },
  { load: () => import('../modules/publishing/publishing.module.js') },
  {
    load: () => import('../modules/redirect/redirect.module.js'),
    command: {
      name: 'redirects',
      description: 'manage the redirects that editors make',
      load: async () => (await import('../modules/redirect/redirect.commands.js')).addRedirectCommands,
    },
  },
  {
    load: () => import('../modules/related/related.module.js'),
    command: {
      name: 'related',
      description: 'manage the lists of related articles',
      load: async () => (await import('../modules/related/related.commands.js')).addRelatedCommands,
    },
  },
  { load: () => import('../modules/revision/revision.module.js') },
  { load: () => import('../modules/route/route.module.js') },
  { load: () => import('../modules/search/search.module.js') },
  { load: () => import('../modules/section/section.module.js') },
  { load: () => import('../modules/seo/seo.module.js') },
  { load: () => import('../modules/series/series.module.js') },
  { load: () => import('../modules/site/site.module.js') },
  { load: () => import('../modules/sponsorship/sponsorship.module.js') },
  { load: () => import('../modules/tag/tag.module.js') },
  { load: () => import('../modules/taxonomy/taxonomy.module.js') },
  { load: () => import('../modules/translation/translation.module.js') },
  { load: () => import('../modules/trust/trust.module.js') },
  {
    load: () => import('../modules/webhook/webhook.module.js'),
    command: {
      name: 'webhooks',
      description: 'manage webhooks, which are notified of changes',
      load: async () => (await import('../modules/webhook/webhook.commands.js')).addWebhookCommands,
    },
  },
  {
    load: () => import('../modules/newsletter/newsletter.module.js'),
    command: {
      name: 'newsletter',
      description: 'manage newsletters and their subscribers',
      load: async () => (await import('../modules/newsletter/newsletter.commands.js')).addNewsletterCommands,
    },
  },
] satisfies readonly ModuleLine[];
