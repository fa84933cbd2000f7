import {
  boolean,
  date,
  defineConfig,
  group,
  image,
  list,
  number,
  reference,
  richText,
  select,
  text,
  url,
} from 'dateline';

export default defineConfig({
  fields: {
    article: {
      kicker: text({
        description: 'The line above the headline.',
        maxLength: 60,
        isFilterable: true,
        isSortable: true,
      }),
      verdict: richText({ description: 'The conclusion, set apart from the body.' }),
      spiceLevel: number({
        description: 'From 0 to 5.',
        isInteger: true,
        min: 0,
        max: 5,
        isFilterable: true,
        isSortable: true,
      }),
      isSponsored: boolean({ description: 'True if it was paid for.', isFilterable: true }),
      eventDate: date({
        description: 'The day of the event.',
        isDay: true,
        isFilterable: true,
        isSortable: true,
      }),
      priceRange: select({
        description: 'What a meal costs.',
        options: { CHEAP: 'Below 15 euros.', MODERATE: '15 to 40 euros.', EXPENSIVE: 'Above 40 euros.' },
        isFilterable: true,
      }),
      website: url({ description: 'The website of the place or event.', isFilterable: true }),
      poster: image({ description: 'The poster of the event.', isFilterable: true }),
      seeAlso: list({
        description: 'Articles to read before this one.',
        of: reference({ description: 'An article.', to: 'article' }),
        maxItems: 5,
        isFilterable: true,
      }),
      location: group({
        description: 'Where it is.',
        fields: {
          name: text({ description: 'The name of the place.', isRequired: true }),
          latitude: number({ description: 'In degrees.', min: -90, max: 90 }),
          longitude: number({ description: 'In degrees.', min: -180, max: 180 }),
        },
      }),
    },
    section: { colour: text({ description: 'The colour of the section, such as #0b5c7a.', maxLength: 7 }) },
    tag: { isTopic: boolean({ description: 'True if the tag has a page of its own.' }) },
    author: { homepage: url({ description: 'The website of the author.' }) },
  },
  kinds: {
    Review: {
      description: 'A review of a book, a film or a restaurant.',
      fields: {
        stars: number({
          description: 'The rating.',
          isInteger: true,
          min: 1,
          max: 5,
          isRequired: true,
          isFilterable: true,
          isSortable: true,
        }),
        critic: reference({ description: 'The author of the rating.', to: 'author', isFilterable: true }),
        pros: list({
          description: 'What is good.',
          of: text({ description: 'One reason.', maxLength: 200 }),
          isFilterable: true,
        }),
      },
    },
  },
});
