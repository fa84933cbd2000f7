import { z } from 'zod';

/** Picture in a YAML file. */
export const imageSchema = z.strictObject({
  url: z.string().min(1),
  alt: z.string().default(''),
  caption: z.string().nullable().default(null),
  credit: z.string().nullable().default(null),
  license: z.string().nullish(),
  /** True if the text alternative is that of the file. */
  hasFileAlt: z.boolean().optional(),
  width: z.int().positive().nullable().default(null),
  height: z.int().positive().nullable().default(null),
  focalX: z.number().min(0).max(1).nullable().default(null),
  focalY: z.number().min(0).max(1).nullable().default(null),
});
