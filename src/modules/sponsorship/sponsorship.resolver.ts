import { FieldResolver, Resolver, Root } from 'type-graphql';
import {
  getSponsoredLabel,
  SPONSORSHIP_FIELD,
  Sponsorship,
  toSponsorship,
} from '../../shared/sponsorship.js';
import { Article } from '../article/article.type.js';
import type { Site } from '../site/site.type.js';

@Resolver(() => Article)
export class ArticleSponsorshipResolver {
  @FieldResolver(() => Sponsorship, SPONSORSHIP_FIELD)
  sponsorship(@Root() article: Article): Sponsorship | null {
    return toSponsorship(article);
  }
}

@Resolver(() => Sponsorship)
export class SponsorshipResolver {
  constructor(private readonly site: Site) {}

  @FieldResolver(() => String, {
    description:
      'The label to show with the headline wherever the article is listed, in its language, e.g. Sponsored. The setting `SPONSORED_LABELS` has it.',
  })
  label(@Root() { language }: Sponsorship): string {
    return getSponsoredLabel(this.site.sponsoredLabels, language ?? this.site.language);
  }
}
