import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import {
  Connection,
  EDGES_FIELD,
  Edge,
  NODE_FIELD,
  NODES_FIELD,
} from '../../shared/pagination/connection.js';
import { Node } from '../node/node.type.js';
import { Provenance } from '../provenance/provenance.type.js';

export enum MediaType {
  IMAGE = 'IMAGE',
  AUDIO = 'AUDIO',
  VIDEO = 'VIDEO',
  DOCUMENT = 'DOCUMENT',
}
registerEnumType(MediaType, {
  name: 'MediaType',
  description: 'The type of a file of the media library.',
  valuesConfig: {
    IMAGE: { description: 'A picture.' },
    AUDIO: { description: 'Sound.' },
    VIDEO: { description: 'Moving pictures, with or without sound.' },
    DOCUMENT: { description: 'Any other file, such as a PDF.' },
  },
});

@ObjectType({ description: 'A place that shows a file of the media library.' })
export class MediaUsage {
  /** Database ID; MediaUsageResolver exposes it as a global ID. */
  id!: number;

  @Field(() => String, {
    description:
      'The type of what shows it: Article, Section, Tag, Author, Series, Front, or Site for its logo.',
  })
  type!: string;

  @Field(() => String, { description: 'The headline of the article, or the name; Logo for the site.' })
  title!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The site-relative path of an article or a front. Null for others.',
  })
  path!: string | null;
}

@ObjectType('MediaFile', {
  implements: [Node, Provenance],
  description: 'A file of the media library: a picture, or a document, audio or video.',
})
export class LibraryFile extends Node {
  hash!: string;
  /** Key in the storage; null for a picture that stays at another server. */
  key!: string | null;
  focalX!: number | null;
  focalY!: number | null;

  @Field(() => String, {
    description: 'The name of the file, for editors: that of its source, or a new one.',
  })
  name!: string;

  @Field(() => String, {
    description: 'The media type, read from the bytes, e.g. image/jpeg or application/pdf.',
  })
  mimeType!: string;

  @Field(() => Int, { description: 'The size in bytes.' })
  bytes!: number;

  @Field(() => Float, {
    nullable: true,
    description:
      'The duration of audio or video in seconds. Null for other files, and if the file does not name it.',
  })
  duration!: number | null;

  @Field(() => String, {
    description: 'The text alternative of the file, which its uses show unless they have their own.',
  })
  alt!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The caption, as plain text, which uses without their own show. Null if there is none.',
  })
  caption!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The creator or rights holder, which uses without their own show. Null if there is none.',
  })
  credit!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The license, e.g. CC BY 4.0, which uses without their own show. Null if there is none.',
  })
  license!: string | null;

  createdAt!: Date;
  updatedAt!: Date;

  @Field(() => Date, {
    nullable: true,
    description: 'The time at which the right to show the file ends. Null if it does not end.',
  })
  expiresAt!: Date | null;
}

@ObjectType({ description: 'A file and its cursor in the list of files.' })
export class MediaFileEdge extends Edge {
  @Field(() => LibraryFile, NODE_FIELD)
  node!: LibraryFile;
}

@ObjectType({ description: 'A page of the list of files.' })
export class MediaFileConnection extends Connection {
  @Field(() => [MediaFileEdge], EDGES_FIELD)
  edges!: MediaFileEdge[];

  @Field(() => [LibraryFile], NODES_FIELD)
  nodes!: LibraryFile[];
}
