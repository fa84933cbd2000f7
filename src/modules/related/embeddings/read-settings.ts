import type { EmbeddingSettings } from './embedding-service.js';

interface EmbeddingVariables {
  EMBEDDINGS_URL?: string | undefined;
  EMBEDDINGS_API_KEY?: string | undefined;
  EMBEDDINGS_MODEL: string;
  EMBEDDINGS_WEIGHT: number;
}

/** Returns the settings of the site's service for embeddings, with the weight of its vectors; null if there is none. */
export function readEmbeddingSettings({
  EMBEDDINGS_URL: url,
  EMBEDDINGS_API_KEY: apiKey,
  EMBEDDINGS_MODEL: model,
  EMBEDDINGS_WEIGHT: weight,
}: EmbeddingVariables): (EmbeddingSettings & { weight: number }) | null {
  return url === undefined ? null : { url, apiKey, model, weight };
}
