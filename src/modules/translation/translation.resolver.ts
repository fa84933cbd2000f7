import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { ChecksLimits } from '../../auth/article-limits.js';
import type { Context } from '../../graphql/context.js';
import { getActor } from '../../mutations/actor.js';
import type { ArticleVersion } from '../../shared/article/article-version.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import type { SiteLanguages } from '../../shared/languages.js';
import { buildSiteUrl } from '../../shared/paths.js';
import { Preload } from '../../shared/preload.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import { Article } from '../article/article.type.js';
import { ArticlePayload } from '../editing/article-payload.type.js';
import type { Site } from '../site/site.type.js';
import {
  CreateTranslationInput,
  LinkTranslationInput,
  UnlinkTranslationInput,
} from './translation.inputs.js';
import type { TranslationService } from './translation.service.js';
import { Translation } from './translation.type.js';

@Resolver(() => Article)
export class ArticleTranslationsResolver {
  constructor(private readonly site: Site) {}

  @FieldResolver(() => Boolean, {
    description:
      'True if the article stands in for one in the language of the request, which has no version of it. False for a site with one language.',
  })
  isFallback(@Root() { language }: Article, @Ctx() { languages, readLanguage }: Context): boolean {
    return readLanguage !== null && languages.resolve(language) !== readLanguage;
  }

  @Preload((articles: readonly Article[], _args, { translations, languages }: Context) =>
    languages.areMany ? translations.preload(articles) : null,
  )
  @FieldResolver(() => [Translation], {
    description: 'The versions of the article in other languages. Empty if there are none.',
  })
  translations(@Root() article: Article, @Ctx() context: Context): MaybePromise<Translation[]> {
    const { languages, translations } = context;
    if (!languages.areMany) return [];
    return mapMaybePromise(translations.load(article), (versions) =>
      versions.map((version) => this.toTranslation(version, languages)),
    );
  }

  private toTranslation(version: ArticleVersion, languages: SiteLanguages): Translation {
    const { id, title, path, isOutdated } = version;
    return {
      articleId: toGlobalId('Article', id),
      language: languages.resolve(version.language),
      title,
      path,
      url: buildSiteUrl(this.site, path),
      isOutdated,
    };
  }
}

@Resolver(() => ArticlePayload)
export class TranslationMutationResolver {
  constructor(private readonly service: TranslationService) {}

  @Authorized('write')
  @ChecksLimits()
  @Mutation(() => ArticlePayload, {
    nullable: true,
    description:
      'Creates a draft in another language with the content of an article, to be translated. Requires an API key with the `write` scope.',
  })
  createTranslation(
    @Arg('input', () => CreateTranslationInput, {
      description: 'The article to translate, and the language.',
    })
    input: CreateTranslationInput,
    @Ctx() context: Context,
  ): Promise<ArticlePayload> {
    return this.service.create(getActor(context), input);
  }

  @Authorized('write')
  @ChecksLimits()
  @Mutation(() => ArticlePayload, {
    nullable: true,
    description:
      'Makes an article a version of another one in its language, which readers see at once if both are published. Requires an API key with the `write` scope.',
  })
  linkTranslation(
    @Arg('input', () => LinkTranslationInput, {
      description: 'The translation, and the article that it translates.',
    })
    input: LinkTranslationInput,
    @Ctx() context: Context,
  ): Promise<ArticlePayload> {
    return this.service.link(getActor(context), input);
  }

  @Authorized('write')
  @ChecksLimits()
  @Mutation(() => ArticlePayload, {
    nullable: true,
    description:
      'Takes an article out of the group of its versions in other languages. Requires an API key with the `write` scope.',
  })
  unlinkTranslation(
    @Arg('input', () => UnlinkTranslationInput, { description: 'The article to take out.' })
    input: UnlinkTranslationInput,
    @Ctx() context: Context,
  ): Promise<ArticlePayload> {
    return this.service.unlink(getActor(context), input);
  }
}
