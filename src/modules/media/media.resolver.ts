import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ChecksLimits } from '../../auth/article-limits.js';
import type { Context } from '../../graphql/context.js';
import { getLibraryPath, type MediaUrls } from '../../media/media-urls.js';
import { type ActorContext, getActor } from '../../mutations/actor.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { ForwardConnectionArgs } from '../../shared/pagination/connection.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import { UrlScalar } from '../../shared/scalars.js';
import { ArticleConnection } from '../article/article.type.js';
import { FocalPoint, Image } from '../image/image.type.js';
import {
  CreateUploadInput,
  CreateUploadPayload,
  DeleteMediaInput,
  DeleteMediaPayload,
  ExpiringMediaArgs,
  FinishUploadInput,
  ImportImageInput,
  MediaFilesArgs,
  MediaPayload,
  ReplaceMediaInput,
  UpdateMediaInput,
} from './media.inputs.js';
import { toLibraryFile } from './media-file.loaders.js';
import { LibraryFile, MediaFileConnection, MediaUsage } from './media-file.type.js';
import type { MediaService } from './media-mutation.service.js';
import type { MediaUsages } from './media-usages.js';
import { selectVisibleUsages } from './visible-usages.js';

const REQUIRES_WRITE = 'Requires an API key with the `write` scope.';

@Resolver(() => LibraryFile)
export class MediaResolver {
  constructor(private readonly service: MediaService) {}

  @Authorized('preview', 'write')
  @Query(() => MediaFileConnection, {
    nullable: true,
    description: 'The files of the media library. Requires an API key with the `preview` or `write` scope.',
  })
  mediaFiles(@Args(() => MediaFilesArgs) args: MediaFilesArgs): Promise<MediaFileConnection> {
    return this.service.list(args);
  }

  @Authorized('preview', 'write')
  @Query(() => MediaFileConnection, {
    nullable: true,
    deprecationReason:
      'Use `mediaFiles` with `filter.expiresAt` and the order EXPIRING. Removed after 2027-06-01.',
    description:
      'The files whose rights end in a span of time, earliest first. `usages` of a file names what will lose it. Requires an API key with the `preview` or `write` scope.',
  })
  expiringMedia(@Args(() => ExpiringMediaArgs) args: ExpiringMediaArgs): Promise<MediaFileConnection> {
    return this.service.listExpiring(args);
  }

  @Authorized('write')
  @ChecksLimits()
  @Mutation(() => CreateUploadPayload, {
    nullable: true,
    description: `Begins an upload: send the bytes to its URL, then call \`finishUpload\`. ${REQUIRES_WRITE}`,
  })
  createUpload(
    @Arg('input', () => CreateUploadInput, { description: 'The name and size of the file.' })
    input: CreateUploadInput,
    @Ctx() context: ActorContext,
  ): Promise<CreateUploadPayload> {
    return this.service.createUpload(getActor(context), input);
  }

  @Authorized('write')
  @ChecksLimits()
  @Mutation(() => MediaPayload, {
    nullable: true,
    description: `Adds an uploaded file to the media library. A file with the same bytes is returned as it is. ${REQUIRES_WRITE}`,
  })
  finishUpload(
    @Arg('input', () => FinishUploadInput, { description: 'The upload and the texts of the file.' })
    input: FinishUploadInput,
    @Ctx() context: ActorContext,
  ): Promise<MediaPayload> {
    return this.service.finishUpload(getActor(context), input);
  }

  @Authorized('write')
  @ChecksLimits()
  @Mutation(() => MediaPayload, {
    nullable: true,
    description: `Fetches a picture or other file into the media library. A file with the same bytes is returned as it is. ${REQUIRES_WRITE}`,
  })
  importImage(
    @Arg('input', () => ImportImageInput, { description: 'The URL and the texts of the file.' })
    input: ImportImageInput,
    @Ctx() context: ActorContext,
  ): Promise<MediaPayload> {
    return this.service.importImage(getActor(context), input);
  }

  @Authorized('write')
  @Mutation(() => MediaPayload, {
    nullable: true,
    description: `Changes the name and texts of a file. Its uses show the texts unless they have their own. ${REQUIRES_WRITE}`,
  })
  updateMedia(
    @Arg('input', () => UpdateMediaInput, { description: 'The file, its name and texts.' })
    input: UpdateMediaInput,
    @Ctx() context: ActorContext,
  ): Promise<MediaPayload> {
    return this.service.updateMedia(getActor(context), input);
  }

  @Authorized('write')
  @Mutation(() => MediaPayload, {
    nullable: true,
    description: `Replaces the bytes of a file by those of an upload. What uses the file shows them; its texts and rights stay. ${REQUIRES_WRITE}`,
  })
  replaceMedia(
    @Arg('input', () => ReplaceMediaInput, { description: 'The file and the upload.' })
    input: ReplaceMediaInput,
    @Ctx() context: ActorContext,
  ): Promise<MediaPayload> {
    return this.service.replaceMedia(getActor(context), input);
  }

  @Authorized('write')
  @Mutation(() => DeleteMediaPayload, {
    nullable: true,
    description: `Deletes a file that nothing uses, with its variants. ${REQUIRES_WRITE}`,
  })
  deleteMedia(
    @Arg('input', () => DeleteMediaInput, { description: 'The file to delete.' }) input: DeleteMediaInput,
    @Ctx() context: ActorContext,
  ): Promise<DeleteMediaPayload> {
    return this.service.deleteMedia(getActor(context), input);
  }
}

@Resolver(() => LibraryFile)
export class MediaFileResolver {
  constructor(
    private readonly usagesOfFiles: MediaUsages,
    private readonly urls: MediaUrls,
  ) {}

  @FieldResolver(() => UrlScalar, { description: 'The absolute URL of the file.' })
  url(@Root() file: LibraryFile): string {
    return this.urls.resolve(getLibraryPath(file.key ?? file.hash), '');
  }

  @FieldResolver(() => FocalPoint, {
    nullable: true,
    description: 'The point to keep in view when the picture is cropped. Null if none is set.',
  })
  focalPoint(@Root() { focalX, focalY }: LibraryFile): FocalPoint | null {
    return focalX === null || focalY === null ? null : { x: focalX, y: focalY };
  }

  @FieldResolver(() => Image, {
    nullable: true,
    description: 'The file as a picture, with its own texts. Null if it is not a picture.',
  })
  image(@Root() file: LibraryFile): Image | null {
    if (!file.mimeType.startsWith('image/')) return null;
    return Object.assign(new Image(), {
      url: getLibraryPath(file.key ?? file.hash),
      alt: file.alt,
      caption: file.caption,
      credit: null,
      width: null,
      height: null,
    });
  }

  @FieldResolver(() => ArticleConnection, {
    description: 'The articles of the perspective whose lead picture or body has the file, latest first.',
  })
  articles(
    @Root() { id }: LibraryFile,
    @Args(() => ForwardConnectionArgs) args: ForwardConnectionArgs,
    @Ctx() context: Context,
  ): Promise<ArticleConnection> {
    return context.mediaArticles.list(id, args, context);
  }

  @FieldResolver(() => [MediaUsage], {
    description:
      'Where the file is used: up to 100 drafts, published articles, sections, tags and authors, and the logo of the site. Former revisions do not count.',
  })
  usages(@Root() { hash }: LibraryFile, @Ctx() context: Context): Promise<MediaUsage[]> {
    return this.usagesOfFiles.load(hash).then((usages) => selectVisibleUsages(usages, context));
  }
}

/** Adds to pictures the library's data about their files, for editors. */
@Resolver(() => Image)
export class ImageFileResolver {
  @Authorized('preview', 'write')
  @FieldResolver(() => LibraryFile, {
    nullable: true,
    description:
      'The file of the media library, for `updateMedia` and `replaceMedia`. Null for a picture that another server hosts. Requires an API key with the `preview` or `write` scope.',
  })
  file(@Root() image: Image, @Ctx() { images }: Context): MaybePromise<LibraryFile | null> {
    return mapMaybePromise(images.media.load(image), toLibraryFile);
  }

  @Authorized('preview', 'write')
  @FieldResolver(() => ArticleConnection, {
    nullable: true,
    description:
      'The articles of the perspective whose lead picture or body has the same file, latest first. Null for a picture whose file was not read. Requires an API key with the `preview` or `write` scope.',
  })
  async usages(
    @Root() image: Image,
    @Args(() => ForwardConnectionArgs) args: ForwardConnectionArgs,
    @Ctx() context: Context,
  ): Promise<ArticleConnection | null> {
    const media = await context.images.media.load(image);
    return media?.id == null ? null : context.mediaArticles.list(media.id, args, context);
  }
}

@Resolver(() => MediaUsage)
export class MediaUsageResolver {
  @FieldResolver(() => ID, {
    description: 'The global ID of the article, section, tag or author; of no node for the site.',
  })
  id(@Root() { type, id }: MediaUsage): string {
    return toGlobalId(type, id);
  }
}

@Resolver(() => MediaPayload)
export class MediaPayloadResolver {
  constructor(private readonly service: MediaService) {}

  @FieldResolver(() => LibraryFile, { nullable: true, description: 'The file. Null if the mutation failed.' })
  file(@Root() { fileId }: MediaPayload): Promise<LibraryFile | null> | null {
    return fileId === null ? null : this.service.find(fileId);
  }
}
