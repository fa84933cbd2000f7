import { z } from 'zod';
import { httpUrlSchema, type Setting } from './setting.js';

/** Settings of search and of related articles. */
export const SEARCH_SETTINGS = {
  SEARCH_HALF_LIFE_DAYS: {
    schema: z.coerce.number().int().min(0).max(36_525),
    defaultValue: '7',
    description:
      'Days after which an article is half as likely to be wanted as the newest one, for the [ranking](../api/search.md#recency) of searches; `0` for searches that dates do not count in.',
  },
  EMBEDDINGS_URL: {
    schema: httpUrlSchema,
    defaultValue: undefined,
    description:
      "URL of a service of the site's own that turns texts into vectors, as `POST /v1/embeddings` of OpenAI does, e.g. `http://127.0.0.1:8080/v1/embeddings`. It gets the text of each published article, for [related articles](../api/related.md#vectors). Unset: none.",
  },
  EMBEDDINGS_API_KEY: {
    schema: z.string().min(1),
    isSecret: true,
    defaultValue: undefined,
    description: 'Key that is sent to `EMBEDDINGS_URL` as `Authorization: Bearer`. Unset: none.',
  },
  EMBEDDINGS_MODEL: {
    schema: z.string().min(1).max(200),
    defaultValue: 'default',
    description: 'Name of the model at `EMBEDDINGS_URL`. If it changes, all articles are sent again.',
  },
  EMBEDDINGS_WEIGHT: {
    schema: z.coerce.number().min(0).max(10),
    defaultValue: '0.5',
    description:
      'Weight of the cosine of two vectors in the score of related articles; the cosine of their words has 1.',
  },
} satisfies Record<string, Setting>;
