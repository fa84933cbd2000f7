// Imported by a site's dateline.config.ts as `dateline`.
export { GraphQLError } from 'graphql';
export { defineConfig, type KindDefinition, type SiteConfig } from './app/define-config.js';
export type { Authenticator, CredentialRefusal, Identity, IdentityLimits } from './auth/authenticator.js';
export { createOpenIdAuthenticator } from './auth/openid/openid-authenticator.js';
export type { OpenIdOptions, RoleLimits, RoleRights } from './auth/openid/openid-options.js';
export type { Scope } from './auth/scope.js';
export {
  boolean,
  date,
  type Field,
  type FieldOptions,
  type FieldSet,
  group,
  image,
  list,
  number,
  reference,
  richText,
  select,
  text,
  url,
} from './fields/field.js';
export type { ResolverContext } from './graphql/extension/resolver-context.js';
export * from './graphql/extension/schema-extension.js';
export type {
  RemoteBreaker,
  RemoteCaching,
  RemoteDefinition,
  RemoteOptions,
} from './graphql/remote/remote-field.js';
export { remote } from './graphql/remote/remote-field.js';
export type { CachePurge, CachePurger } from './http/cdn/cache-purger.js';
export { createHttpPurger } from './http/cdn/http-purger.js';
export { createRouterPurger } from './http/cdn/router-purger.js';
export { createVarnishPurger } from './http/cdn/varnish-purger.js';
export type { CompletedRequest, IncomingRequest, RequestHooks } from './http/request-hooks.js';
export type {
  Importer,
  ImporterContext,
  SourceArticle,
  SourceImage,
  SourceItem,
} from './importers/own/importer.js';
export * from './mail/mail-transport.js';
export { createPostmarkTransport } from './mail/postmark-transport.js';
export { createSmtpTransport } from './mail/smtp-transport.js';
export { createDiskStorage } from './media/disk-storage.js';
export * from './media/image-services.js';
export * from './media/media-storage.js';
export type { BuildVariantUrl, VariantSource } from './media/media-urls.js';
export { createS3Storage } from './media/s3-storage.js';
export type { ArticleContent } from './modules/editing/article-content.js';
export type { ArticleSave, BeforeSave, SaveDecision, SaveRefusal } from './modules/editing/before-save.js';
export type { AfterPublish, PublishEvent } from './modules/publishing/after-publish.js';
export { createMiniSearchProvider } from './modules/search/provider/minisearch-provider.js';
export * from './modules/search/provider/search-provider.js';
export { getMediaType } from './shared/media-type.js';
