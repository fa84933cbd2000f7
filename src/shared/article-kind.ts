import { registerEnumType } from 'type-graphql';

/** Built-in kinds of articles. A site adds its own in its configuration file. */
export enum ArticleKind {
  ARTICLE = 'ARTICLE',
}
registerEnumType(ArticleKind, {
  name: 'ArticleKind',
  description: 'The kinds of articles. A site adds its own in its configuration file.',
  valuesConfig: { ARTICLE: { description: 'An article of no special kind.' } },
});
