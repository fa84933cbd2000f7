import { ArgsType, Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { ClassOf } from '../../fields/graphql-fields.js';
import { FOCAL_POINT_DEPRECATION, FocalPointInput } from '../../mutations/focal-point.js';
import { UserError } from '../../mutations/mutation.type.js';
import { registerOrders } from '../../shared/lists/list.js';
import { createListArgs } from '../../shared/lists/list-args.js';
import { DeclareFilter, type FilterValues } from '../../shared/lists/list-condition.js';
import { ForwardConnectionArgs } from '../../shared/pagination/connection.js';
import { UrlScalar } from '../../shared/scalars.js';
import { MEDIA_LIST } from './media-list.js';

@InputType()
export abstract class MediaTextsInput {
  @Field(() => String, { nullable: true, description: 'The text alternative, at most 1,000 characters.' })
  alt?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The caption, as plain text of at most 2,000 characters.',
  })
  caption?: string | null;

  @Field(() => String, { nullable: true, description: 'The creator or rights holder.' })
  credit?: string | null;

  @Field(() => String, { nullable: true, description: 'The license, e.g. CC BY 4.0.' })
  license?: string | null;

  @Field(() => FocalPointInput, {
    nullable: true,
    description: 'The point of a picture to keep in view when it is cropped.',
  })
  focalPoint?: FocalPointInput | null;

  @Field(() => Float, {
    nullable: true,
    deprecationReason: FOCAL_POINT_DEPRECATION,
    description: 'The horizontal position of the focal point, from 0 (left) to 1 (right). With `focalY`.',
  })
  focalX?: number | null;

  @Field(() => Float, {
    nullable: true,
    deprecationReason: FOCAL_POINT_DEPRECATION,
    description: 'The vertical position of the focal point, from 0 (top) to 1 (bottom). With `focalX`.',
  })
  focalY?: number | null;

  @Field(() => Date, {
    nullable: true,
    description:
      'The time at which the right to show the file ends. Readers do not get it from then on. Null for a right that does not end.',
  })
  expiresAt?: Date | null;
}

@InputType({ description: 'A file to be uploaded.' })
export class CreateUploadInput {
  @Field(() => String, {
    description: 'The file name, for editors. The type is read from the bytes, not from the extension.',
  })
  name!: string;

  @Field(() => Int, { description: 'The size in bytes. The upload may not be larger.' })
  bytes!: number;
}

@InputType({
  description:
    'An upload whose bytes were sent, and the texts of the file. Those that are left out come from the XMP or IPTC of a new picture. A file that the library had already keeps its texts: see `isExisting`.',
})
export class FinishUploadInput extends MediaTextsInput {
  @Field(() => ID, {
    description:
      'The ID of the upload. Fails with NOT_FOUND if another API key created it, except with `admin`.',
  })
  id!: string;
}

@InputType({
  description:
    'A picture of another server, and the texts of the file. Those that are left out come from the XMP or IPTC of a new picture. A file that the library had already keeps its texts: see `isExisting`.',
})
export class ImportImageInput extends MediaTextsInput {
  @Field(() => UrlScalar, { description: 'The http or https URL. Private addresses are refused.' })
  url!: string;
}

@InputType({ description: 'The name and texts of a file. Omitted fields are kept; null empties them.' })
export class UpdateMediaInput extends MediaTextsInput {
  @Field(() => String, {
    nullable: true,
    description: 'The name, for editors, of at most 200 characters. It cannot be empty. The URL stays.',
  })
  name?: string | null;

  @Field(() => ID, { description: 'The ID of the file. Fails with NOT_FOUND if there is none.' })
  id!: string;
}

const { conditions, orders } = MEDIA_LIST;

@DeclareFilter(conditions)
@InputType({ description: 'Filters for files. A file must match all of them.' })
export class MediaFilter extends (Object as ClassOf<FilterValues<typeof conditions>>) {}

export const MediaOrder = registerOrders('MediaOrder', 'files', orders);

@ArgsType()
export class MediaFilesArgs extends createListArgs('files', MediaFilter, MediaOrder, 'NEWEST') {}

@ArgsType()
export class ExpiringMediaArgs extends ForwardConnectionArgs {
  @Field(() => Date, {
    nullable: true,
    description: 'Only files whose rights end at or after this time. Defaults to now.',
  })
  from?: Date | null;

  @Field(() => Date, { description: 'Only files whose rights end before this time.' })
  until!: Date;
}

@InputType({ description: 'A file, and an upload whose bytes it gets.' })
export class ReplaceMediaInput {
  @Field(() => ID, { description: 'The ID of the file. Fails with NOT_FOUND if there is none.' })
  id!: string;

  @Field(() => ID, {
    description: 'The ID of the upload, whose bytes were sent: a picture for a picture, audio for audio.',
  })
  uploadId!: string;
}

@InputType({ description: 'The file to delete.' })
export class DeleteMediaInput {
  @Field(() => ID, {
    description: 'The ID of the file. Fails with NOT_ALLOWED while the file is used; the message says where.',
  })
  id!: string;
}

@ObjectType({ description: 'Where the bytes of an upload are sent.' })
export class Upload {
  @Field(() => ID, { description: 'The ID of the upload, for `finishUpload`.' })
  id!: string;

  @Field(() => UrlScalar, {
    description: 'The signed URL to which the bytes of one file are sent with the method PUT.',
  })
  url!: string;

  @Field(() => Date, { description: 'The time after which the URL is refused.' })
  expiresAt!: Date;
}

@ObjectType({ description: 'The result of beginning an upload.' })
export class CreateUploadPayload {
  @Field(() => Upload, { nullable: true, description: 'The upload. Null if it was refused.' })
  upload!: Upload | null;

  @Field(() => [UserError], { description: 'The errors in the input. Empty if the upload was created.' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'The result of adding a file to the media library, or changing its texts.' })
export class MediaPayload {
  /** Null if the mutation failed. */
  fileId!: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'True if the library had the bytes already: `file` is the existing file, and its texts and rights are unchanged. `updateMedia` changes them. Null if the mutation failed or adds no file.',
  })
  isExisting?: boolean | null;

  @Field(() => [UserError], { description: 'The errors in the input. Empty if the mutation succeeded.' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'The result of deleting a file of the media library.' })
export class DeleteMediaPayload {
  @Field(() => ID, { nullable: true, description: 'The ID of the deleted file. Null if it was not deleted.' })
  deletedId!: string | null;

  @Field(() => [UserError], { description: 'The errors in the input. Empty if the file was deleted.' })
  userErrors!: UserError[];
}
