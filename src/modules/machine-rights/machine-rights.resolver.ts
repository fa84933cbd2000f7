import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Loaders } from '../../graphql/loaders.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { Article } from '../article/article.type.js';
import { Section } from '../section/section.type.js';
import { Seo } from '../seo/seo.type.js';
import { Site } from '../site/site.type.js';
import { HttpHeader, MachineRights, NamedMeta, type ResolvedRights } from './machine-rights.type.js';
import { getLicenseUrl, hasStatement, listHeaders, listMeta } from './rights-signals.js';

@Resolver(() => Article)
export class ArticleMachineRightsResolver {
  @FieldResolver(() => MachineRights, {
    description: 'What machines may use the article for, and where each right comes from.',
  })
  machineRights(@Root() article: Article, @Ctx() { machineRights }: Loaders): MaybePromise<ResolvedRights> {
    return machineRights.ofArticle(article);
  }
}

@Resolver(() => Section)
export class SectionMachineRightsResolver {
  @FieldResolver(() => MachineRights, {
    description: 'What machines may use the articles of the section for that state nothing.',
  })
  machineRights(@Root() { id }: Section, @Ctx() { machineRights }: Loaders): MaybePromise<ResolvedRights> {
    return machineRights.ofSection(id);
  }
}

@Resolver(() => Site)
export class SiteMachineRightsResolver {
  @FieldResolver(() => MachineRights, {
    description: 'What machines may use pages for whose articles and sections state nothing.',
  })
  machineRights(@Ctx() { machineRights }: Loaders): MaybePromise<ResolvedRights> {
    return machineRights.ofSite();
  }
}

@Resolver(() => Seo)
export class SeoMachineRightsResolver {
  @FieldResolver(() => MachineRights, {
    description: 'What machines may use the page for, as elements of its <head> and as header fields.',
  })
  machineRights(@Root() seo: Seo, @Ctx() context: Loaders): MaybePromise<ResolvedRights> {
    return context.seo.loadRights(seo, context);
  }
}

/** Resolves the signals of the rights of a page. */
@Resolver(() => MachineRights)
export class MachineRightsResolver {
  /** `baseUrl` is that of feeds and sitemaps. */
  constructor(private readonly baseUrl: string) {}

  @FieldResolver(() => [HttpHeader])
  headers(@Root() rights: ResolvedRights): HttpHeader[] {
    return listHeaders(rights, this.baseUrl);
  }

  @FieldResolver(() => [NamedMeta])
  meta(@Root() rights: ResolvedRights): NamedMeta[] {
    return listMeta(rights);
  }

  @FieldResolver(() => String, { nullable: true })
  licenseDocument(@Root() rights: ResolvedRights): string | null {
    return hasStatement(rights) ? getLicenseUrl(this.baseUrl) : null;
  }
}
