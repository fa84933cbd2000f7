import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, Info, Int, Query, Resolver } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { createExclusion } from '../../shared/exclusion/exclusion.js';
import type { Site } from '../site/site.type.js';
import { SearchArgs } from './search.inputs.js';
import { SearchConnection, Suggestion } from './search.type.js';
import { MAX_PREFIX_LENGTH } from './suggest/suggestions.js';

@Resolver()
export class SearchResolver {
  constructor(private readonly site: Site) {}

  @Query(() => SearchConnection, {
    description:
      'Searches the title, standfirst, tags, authors, series, headings and body of articles. Very common words ("the", "of") are searched for in titles only. A query that names nothing to find, such as "-ferry", returns nothing.',
  })
  async search(
    @Args(() => SearchArgs) { exclude, ...args }: SearchArgs,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<SearchConnection> {
    const { search, facets, site } = context;
    return search.find(args, await createExclusion(context, exclude), {
      info,
      countWithFacets: (foundBy) => facets.countHits(foundBy, site.track(this.site).timeZone),
    });
  }

  @Query(() => [Suggestion], {
    description:
      'Completes what the user types with tags, sections, authors, series, titles, and the names and phrases that articles repeat, from the start of any of their words. The best of each kind come in turn, titles last. Case and accents are ignored. If nothing matches, one typo in a word of four letters or more is corrected.',
  })
  suggest(
    @Arg('prefix', () => String, {
      description: `The text typed so far. At most ${MAX_PREFIX_LENGTH} characters.`,
    })
    prefix: string,
    @Arg('first', () => Int, {
      defaultValue: 8,
      description: 'Returns at most this many suggestions, 0 to 20.',
    })
    first: number,
    @Arg('section', () => String, {
      nullable: true,
      description: 'The ID or slug of a section: what its articles have comes first.',
    })
    section: string | undefined,
    @Ctx() { suggestions }: Context,
  ): Promise<Suggestion[]> {
    return suggestions.suggest({ prefix, first, section });
  }
}
