import { registerEnumType } from 'type-graphql';

export enum ArticleStatus {
  DRAFT = 'DRAFT',
  SCHEDULED = 'SCHEDULED',
  PUBLISHED = 'PUBLISHED',
  UNPUBLISHED = 'UNPUBLISHED',
}
registerEnumType(ArticleStatus, {
  name: 'ArticleStatus',
  description: 'The publication status of an article.',
  valuesConfig: {
    DRAFT: { description: 'The article was never published.' },
    SCHEDULED: {
      description:
        'The article will be published at a set time. A revision that is already public stays until then.',
    },
    PUBLISHED: { description: 'The article is public, though not necessarily in its latest revision.' },
    UNPUBLISHED: { description: 'The article was published and is no longer public.' },
  },
});
