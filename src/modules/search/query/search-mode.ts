import { registerEnumType } from 'type-graphql';

export enum SearchMode {
  ALL_WORDS = 'ALL_WORDS',
  RELAXED = 'RELAXED',
  VERBATIM = 'VERBATIM',
}
registerEnumType(SearchMode, {
  name: 'SearchMode',
  description: 'Which of the words of a query an article must have.',
  valuesConfig: {
    ALL_WORDS: { description: 'All words, in any inflected form.' },
    RELAXED: {
      description:
        'All words. If few articles have them, also articles with some of the words, of which the rarest count most.',
    },
    VERBATIM: { description: 'All words as they are written, without inflected forms and corrections.' },
  },
});
