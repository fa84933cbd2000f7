import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Site } from '../site/site.type.js';
import type { SearchContext } from './search.context.js';
import { SearchConnection, SearchEdge, SearchFacets } from './search.type.js';

@Resolver(() => SearchConnection)
export class SearchConnectionResolver {
  constructor(private readonly site: Site) {}

  @FieldResolver(() => SearchFacets, { description: 'Counts of all matches, not only of this page.' })
  facets(@Root() { foundBy }: SearchConnection, @Ctx() { facets }: SearchContext): Promise<SearchFacets> {
    return facets.countFacets(foundBy, this.site.timeZone);
  }
}

@Resolver(() => SearchEdge)
export class SearchEdgeResolver {
  @FieldResolver(() => String, { description: 'The title as HTML with the matched words in <mark>.' })
  titleHighlight(
    @Root() { foundBy, node }: SearchEdge,
    @Ctx() { highlights }: SearchContext,
  ): Promise<string> {
    return highlights.highlightTitle(foundBy.words, node.id);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'One or two passages of the body as HTML with the matched words in <mark>, separated by …. null if there is no match in the first 20,000 characters.',
  })
  bodyHighlight(
    @Root() { foundBy, node }: SearchEdge,
    @Ctx() { highlights }: SearchContext,
  ): Promise<string | null> {
    return highlights.highlightBody(foundBy.words, node.id);
  }
}
