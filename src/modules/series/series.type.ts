import { Field, Int, ObjectType } from 'type-graphql';
import type { Series as WholeSeries } from '../../database/generated/client.js';
import type { ListedColumns } from '../../database/read/table-rows.js';
import { formerName } from '../../shared/former-name.js';
import {
  Connection,
  EDGES_FIELD,
  Edge,
  NODE_FIELD,
  NODES_FIELD,
} from '../../shared/pagination/connection.js';
import { Listed } from '../listed/listed.type.js';
import { Node } from '../node/node.type.js';
import { Provenance } from '../provenance/provenance.type.js';

export type SeriesRow = ListedColumns<WholeSeries>;

@ObjectType({
  implements: [Node, Listed, Provenance],
  description: 'Articles that belong together and are read in order, such as the parts of an investigation.',
})
export class Series extends Node implements SeriesRow {
  @Field(() => String, { description: 'The name of the series in URLs. Unique among series.' })
  slug!: string;

  @Field(() => String, { name: 'title', description: 'The title of the series, as plain text.' })
  @Field(() => String, { name: 'name', ...formerName('title') })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The description of the series, as plain text. Null if it has none.',
  })
  description!: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'The number of parts that the series is to have, as the editor set it. Null if it is open. `articleCount` is the number of published ones.',
  })
  parts!: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'The number of the part that an article is. Null unless the series was read through `Article.series`.',
    deprecationReason:
      'Use `Article.seriesPart`, whose `part` belongs to the article. Removed after 2027-06-01.',
  })
  part?: number | null;

  imageId!: number | null;
  createdAt!: Date;
  updatedAt!: Date;
  seoTitle!: string | null;
  seoDescription!: string | null;
  noindex!: boolean | null;
  nofollow!: boolean | null;
}

@ObjectType({ description: 'The place of an article in a series.' })
export class SeriesPart {
  /** The article that is the part. */
  articleId!: number;

  @Field(() => Series, { description: 'The series.' })
  series!: Series;

  @Field(() => Int, {
    nullable: true,
    description:
      'The number of the part, counted from 1. Null if the editor gave none. Two articles may have the same.',
  })
  part!: number | null;
}

@ObjectType({ description: 'An edge of a list of series.' })
export class SeriesEdge extends Edge {
  @Field(() => Series, NODE_FIELD)
  node!: Series;
}

@ObjectType({ description: 'A page of a list of series.' })
export class SeriesConnection extends Connection {
  @Field(() => [SeriesEdge], EDGES_FIELD)
  edges!: SeriesEdge[];

  @Field(() => [Series], NODES_FIELD)
  nodes!: Series[];
}
