import { registerEnumType } from 'type-graphql';

/** Built-in kinds of articles. A site adds its own in its configuration file. */
export enum ArticleKind {
  ARTICLE = 'ARTICLE',
  PAGE = 'PAGE',
  OPINION = 'OPINION',
  GALLERY = 'GALLERY',
  VIDEO = 'VIDEO',
  AUDIO = 'AUDIO',
  LIVE_BLOG = 'LIVE_BLOG',
}
registerEnumType(ArticleKind, {
  name: 'ArticleKind',
  description: 'The kinds of articles. A site adds its own in its configuration file.',
  valuesConfig: {
    ARTICLE: { description: 'An article of no special kind.' },
    PAGE: {
      description:
        'A standing page such as About or Contact. Lists, feeds, the news sitemap and newsletters leave it out, ' +
        'unless `filter.kinds` names the kind.',
    },
    OPINION: { description: 'An opinion piece: a column, a comment or a letter.' },
    GALLERY: { description: 'A series of pictures.' },
    VIDEO: { description: 'A video with a text.' },
    AUDIO: { description: 'A recording with a text, such as a podcast episode.' },
    LIVE_BLOG: { description: 'Running coverage of an event.' },
  },
});
