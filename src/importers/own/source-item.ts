import { z } from 'zod';
import type { SourceArticle, SourceItem } from './importer.js';

const text = z.string().nullish();
const date = z.union([z.date(), z.string()]).nullish();
const names = z.array(z.string()).optional();
const section = z.union([z.string(), z.array(z.string())]);
const id = z.string().min(1).max(1_000);
const label = { label: z.string().optional(), type: z.string().optional() };

const image = z.strictObject({
  url: z.string(),
  alt: z.string().optional(),
  caption: text,
  credit: text,
  license: text,
});
const tag = z.union([
  z.string(),
  z.strictObject({ id, name: z.string(), vocabulary: z.string().optional() }),
]);

const articleSchema = z
  .strictObject({
    ...label,
    id,
    title: z.string(),
    draft: z.boolean(),
    html: z.string().optional(),
    markdown: z.string().optional(),
    url: text,
    path: text,
    formerPaths: names,
    slug: z.string().optional(),
    standfirst: text,
    section: section.nullish(),
    otherSections: z.array(section).optional(),
    tags: z.array(tag).optional(),
    authors: names,
    image: z.union([image, z.string()]).nullish(),
    pictures: z.array(z.strictObject({ id, url: z.string() })).optional(),
    publishedAt: date,
    hasVersionDate: z.boolean().optional(),
    updatedAt: date,
    version: z.string().optional(),
    embargoedUntil: z.date().nullish(),
    withheld: z.boolean().optional(),
    corrections: z.array(z.strictObject({ text: z.string().min(1), at: z.date() })).optional(),
    language: text,
    translationOf: text,
    kind: text,
    access: z.enum(['PUBLIC', 'MEMBERS', 'PAID']).optional(),
    seoTitle: text,
    seoDescription: text,
    canonicalUrl: text,
    noindex: z.boolean().optional(),
    sponsorship: z.strictObject({ name: z.string().trim().min(1).max(200), url: text }).nullish(),
    fields: z.record(z.string(), z.unknown()).optional(),
    warnings: names,
    unusedFields: names,
  })
  .refine(
    ({ html, markdown }) => html === undefined || markdown === undefined,
    'an item has html or markdown, not both',
  ) satisfies z.ZodType<SourceArticle>;

const reason = z.string().min(1);
const removal = { kill: z.boolean().optional(), version: z.string().optional() };
const STATES = ['deleted', 'skipped', 'used', 'refused'] as const;

/** Returns the problems of an item that an importer has yielded; none for a valid one. */
export function listItemProblems(item: SourceItem): string[] {
  const state = STATES.find((name) => name in Object(item));
  const others = state === 'deleted' ? removal : {};
  const schema = state ? z.strictObject({ ...label, id, [state]: reason, ...others }) : articleSchema;
  const { error } = schema.safeParse(item);
  return (error?.issues ?? []).map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  );
}
