import { z } from 'zod';

/** Milliseconds that the service has for one request. */
const TIMEOUT_MS = 30_000;
/** Characters of the beginning of a text that are sent. */
const MAX_TEXT_LENGTH = 8_000;
/** Numbers of the longest vector that is accepted. */
const MAX_DIMENSIONS = 4_096;
/** HTTP status codes of a service that refuses one of the texts. */
const REFUSALS = new Set([400, 413, 422]);

const responseSchema = z.object({
  data: z.array(
    z.object({ index: z.number().int().min(0), embedding: z.array(z.number()).min(1).max(MAX_DIMENSIONS) }),
  ),
});

/** Settings of the service that turns texts into vectors. */
export interface EmbeddingSettings {
  url: string;
  apiKey: string | undefined;
  model: string;
}

/** Error of a service that does not take a text, such as one that is too long for its model. */
export class RefusedTextError extends Error {}

/** Client of a service with the interface of OpenAI's `POST /v1/embeddings`, which many others have too. */
export class EmbeddingService {
  constructor(
    private readonly settings: EmbeddingSettings,
    private readonly timeoutMs = TIMEOUT_MS,
  ) {}

  /** Returns a vector of length 1 for each text. Throws an Error if the service is away, or its response is invalid. */
  async embed(texts: string[]): Promise<Float32Array[]> {
    const { url, apiKey, model } = this.settings;
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(apiKey && { authorization: `Bearer ${apiKey}` }),
      },
      body: JSON.stringify({
        model,
        input: texts.map((text) => text.slice(0, MAX_TEXT_LENGTH)),
        encoding_format: 'float',
      }),
      redirect: 'error',
      signal: AbortSignal.timeout(this.timeoutMs),
    });
    const body = await response.text();
    if (!response.ok) {
      const message = `The service for embeddings answered with ${response.status}: ${body.slice(0, 300)}`;
      throw REFUSALS.has(response.status) ? new RefusedTextError(message) : new Error(message);
    }
    const { data } = responseSchema.parse(JSON.parse(body));
    const vectors = new Map(data.map(({ index, embedding }) => [index, normalize(embedding)]));
    return texts.map((_, i) => {
      const vector = vectors.get(i);
      if (!vector) throw new Error(`The service for embeddings left out text ${i} of ${texts.length}.`);
      return vector;
    });
  }
}

/** Scales a vector to the length 1. Returns an empty one, which is like nothing, for a vector of zeros. */
function normalize(numbers: number[]): Float32Array {
  const length = Math.hypot(...numbers);
  return length > 0 ? Float32Array.from(numbers, (number) => number / length) : new Float32Array();
}

/** Computes the cosine of two vectors of length 1, at least 0; 0 if one is missing or has other dimensions. */
export function compareVectors(one: Float32Array | null, other: Float32Array | null): number {
  if (!one || !other || one.length !== other.length) return 0;
  return Math.max(
    0,
    one.reduce((sum, number, i) => sum + number * (other[i] ?? 0), 0),
  );
}
