import { BlockReader } from '../editing/rich-text-input.js';
import type { Module } from '../module.js';
import { AuthorMutationResolver } from './author-mutation.resolver.js';
import { SectionMutationResolver } from './section-mutation.resolver.js';
import { SeriesMutationResolver } from './series-mutation.resolver.js';
import { SeriesOrderService } from './series-order.service.js';
import { TagMutationResolver } from './tag-mutation.resolver.js';
import { TaxonomyService } from './taxonomy.service.js';

/** Mutations of sections, tags, authors and series. */
export const module = {
  createResolvers: ({ database, model, site, mediaUrls, linkedPictures, languages }) => {
    const blocks = new BlockReader(site, mediaUrls);
    const taxonomy = new TaxonomyService(database.prisma, {
      blocks,
      model,
      pictures: linkedPictures,
      languages,
    });
    return [
      new AuthorMutationResolver(taxonomy),
      new SectionMutationResolver(taxonomy),
      new TagMutationResolver(taxonomy),
      new SeriesMutationResolver(taxonomy, new SeriesOrderService(database.prisma)),
    ];
  },
} satisfies Module;
