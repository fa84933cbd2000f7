import { Arg, Ctx, Extensions, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { Cached } from '../../graphql/cached.js';
import type { Context } from '../../graphql/context.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { HtmlScalar } from '../../shared/scalars.js';
import { LiveBlogEntry } from '../live-blog/live-blog.type.js';
import type { Site } from '../site/site.type.js';
import { MAX_ENTRY_HITS } from './entry-search.js';
import { MAX_SIMILAR } from './search.service.js';
import {
  type FoundRelaxation,
  LiveBlogEntryHit,
  Relaxation,
  SearchConnection,
  SearchEdge,
  SearchFacets,
  SectionFacet,
  SimilarArticles,
  TagFacet,
  YearFacet,
} from './search.type.js';

@Resolver(() => SearchConnection)
export class SearchConnectionResolver {
  constructor(private readonly site: Site) {}

  // The search has read what a suggestion is made of, or the suggestion reads it by loaders.
  @Cached()
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'A likely spelling of the query, if few articles have all of its words. If no article has all of them and the correction is all but certain, the results are those of the corrected query. Only on the first page.',
  })
  didYouMean(@Root() { suggestSpelling }: SearchConnection): MaybePromise<string | null> {
    return suggestSpelling();
  }

  @FieldResolver(() => SearchFacets, {
    description: 'Counts of the articles that `totalCount` counts, not only of this page.',
  })
  facets(@Root() { foundBy }: SearchConnection, @Ctx() { facets, site }: Context): Promise<SearchFacets> {
    return facets.countFacets(foundBy, site.track(this.site).timeZone);
  }

  @Extensions({ maxItems: MAX_ENTRY_HITS })
  @FieldResolver(() => [LiveBlogEntryHit], {
    description:
      'Entries of live blogs that have all words of the query, latest first, in live blogs that match the filter. They are not among the results, whose articles are found by texts of their own.',
  })
  liveBlogEntries(
    @Root() { foundBy }: SearchConnection,
    @Arg('first', () => Int, { defaultValue: 5, description: 'Returns the first _n_ entries, 0 to 20.' })
    first: number,
    @Ctx() { entrySearch }: Context,
  ): Promise<LiveBlogEntryHit[]> {
    return entrySearch.find(foundBy, first);
  }
}

@Resolver(() => Relaxation)
export class RelaxationResolver {
  @FieldResolver(() => Int, {
    nullable: true,
    description:
      'The number of articles with some of the words and not all, at most 300. Null if the search engine of the site does not tell.',
  })
  totalCount(@Root() { foundBy }: FoundRelaxation, @Ctx() { search }: Context): Promise<number> | null {
    return foundBy ? search.count(foundBy) : null;
  }
}

@Resolver(() => LiveBlogEntryHit)
export class EntryHitResolver {
  @FieldResolver(() => LiveBlogEntry, {
    nullable: true,
    description: 'The entry. Null if it was retracted in the meantime.',
  })
  entry(
    @Root() { entryId }: LiveBlogEntryHit,
    @Ctx() { liveBlogs }: Context,
  ): MaybePromise<LiveBlogEntry | null> {
    return liveBlogs.entry.load(entryId);
  }
}

const FIRST_ARG = { defaultValue: 10, description: 'Returns at most this many counts, 0 to 100.' };

@Resolver(() => SearchFacets)
export class SearchFacetsResolver {
  @FieldResolver(() => [SectionFacet], {
    description:
      'Counts by section, largest first. An article counts in each of its own sections, not in their ancestors.',
  })
  sections(
    @Root() { counts }: SearchFacets,
    @Arg('first', () => Int, FIRST_ARG) first: number,
    @Ctx() { facets }: Context,
  ): Promise<SectionFacet[]> {
    return facets.listSections(counts, first);
  }

  @FieldResolver(() => [TagFacet], { description: 'Counts by tag, largest first.' })
  tags(
    @Root() { counts }: SearchFacets,
    @Arg('first', () => Int, FIRST_ARG) first: number,
    @Ctx() { facets }: Context,
  ): Promise<TagFacet[]> {
    return facets.listTags(counts, first);
  }

  @FieldResolver(() => [YearFacet], { description: 'Counts by year, latest first.' })
  years(
    @Root() { counts }: SearchFacets,
    @Arg('first', () => Int, FIRST_ARG) first: number,
    @Ctx() { facets }: Context,
  ): YearFacet[] {
    return facets.listYears(counts, first);
  }
}

@Resolver(() => SearchEdge)
export class SearchEdgeResolver {
  @FieldResolver(() => HtmlScalar, { description: 'The title as HTML with the matched words in <mark>.' })
  titleHighlight(@Root() { foundBy, node }: SearchEdge, @Ctx() { highlights }: Context): Promise<string> {
    return highlights.highlightTitle(foundBy, node.id);
  }

  @Extensions({ maxItems: MAX_SIMILAR })
  @FieldResolver(() => SimilarArticles, {
    description:
      'The near copies of the article that the search has found too, such as an agency report and its updates. They are no results of their own, unless `foldCopies` is false.',
  })
  similar(
    @Root() edge: SearchEdge,
    @Arg('first', () => Int, { defaultValue: 3, description: 'Returns at most this many articles, 0 to 20.' })
    first: number,
    @Ctx() { search }: Context,
  ): Promise<SimilarArticles> {
    return search.loadCopies(edge, first);
  }

  @FieldResolver(() => HtmlScalar, {
    nullable: true,
    description:
      'One or two passages of the body as HTML with the matched words in <mark>, separated by …. Null if there is no match in the first 20,000 characters.',
  })
  bodyHighlight(
    @Root() { foundBy, node }: SearchEdge,
    @Ctx() { highlights }: Context,
  ): Promise<string | null> {
    return highlights.highlightBody(foundBy, node.id);
  }
}
