import { z } from 'zod';

const names = z.array(z.string().min(1).max(200)).min(1).max(20);
const description = z.string().trim().min(1, 'say what the value is, in a sentence.').max(2_000);

/** Options of every field: see FieldOptions. */
const common = {
  description,
  deprecationReason: z
    .string()
    .trim()
    .min(1, 'say what to use in its place, and until when the field stays.')
    .max(2_000)
    .optional(),
  isRequired: z.boolean().optional(),
  isHidden: z.undefined({ error: 'own fields are always in the graph; remove this option.' }).optional(),
  frontMatter: names.optional(),
  wordpress: names.optional(),
  ghost: names.optional(),
  isFilterable: z.boolean().optional(),
  isSortable: z.boolean().optional(),
  isSearchable: z.boolean().optional(),
  access: z
    .enum(['public', 'article'], {
      error: "write 'public' or, to follow the access of the article, 'article'.",
    })
    .optional(),
  renamedFrom: z.string().optional(),
};

const TYPES = [
  'text',
  'richText',
  'number',
  'boolean',
  'date',
  'select',
  'url',
  'image',
  'reference',
] as const;

const simpleFields = [
  z.strictObject({ ...common, type: z.literal('text'), maxLength: z.number().int().min(1).max(100_000) }),
  z.strictObject({ ...common, type: z.literal('richText') }),
  z.strictObject({
    ...common,
    type: z.literal('number'),
    isInteger: z.boolean(),
    min: z.number().optional(),
    max: z.number().optional(),
  }),
  z.strictObject({ ...common, type: z.literal('boolean') }),
  z.strictObject({ ...common, type: z.literal('date'), isDay: z.boolean() }),
  z.strictObject({
    ...common,
    type: z.literal('select'),
    options: z.record(z.string(), description).refine((options) => Object.keys(options).length <= 100, {
      error: 'at most 100 options.',
    }),
  }),
  z.strictObject({ ...common, type: z.literal('url') }),
  z.strictObject({ ...common, type: z.literal('image') }),
  z.strictObject({
    ...common,
    type: z.literal('reference'),
    to: z.enum(['article', 'author', 'tag', 'section']),
  }),
] as const;

const groupField = z.strictObject({
  ...common,
  type: z.literal('group'),
  get fields() {
    return fieldSet;
  },
});

const entryField = z.discriminatedUnion('type', [...simpleFields, groupField], { error: explainType });

const listField = z.strictObject({
  ...common,
  type: z.literal('list'),
  of: entryField,
  maxItems: z.number().int().min(1).max(1_000),
});

const field = z.discriminatedUnion('type', [...simpleFields, groupField, listField], { error: explainType });

const fieldSet: z.ZodType = z.record(z.string(), field);

/** The keys `fields` and `kinds` of a site's configuration. */
export const siteFieldsSchema = z.strictObject({
  fields: z
    .strictObject({
      article: fieldSet.optional(),
      section: fieldSet.optional(),
      tag: fieldSet.optional(),
      author: fieldSet.optional(),
      series: fieldSet.optional(),
    })
    .optional(),
  kinds: z.record(z.string(), z.strictObject({ description, fields: fieldSet })).optional(),
});

function explainType({ input }: { input?: unknown }): string {
  const { type } = (input ?? {}) as { type?: unknown };
  const given = type === undefined ? 'it has no type' : `"${String(type)}" is not a type of field`;
  return `${given}; use one of the functions ${TYPES.join(', ')}, list and group.`;
}
