const K1 = 1.2;
const B = 0.75;

/** Creates a plain BM25 over whole texts, with the stems and stop words of PostgreSQL: the baseline of search-quality. */
export async function createBm25(database, texts) {
  const split = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const words = [...new Set([...texts.values()].flatMap(split))];
  const stems = await loadStems(database, words);
  const documents = [...texts].map(([id, text]) => ({ id, counts: count(split(text), stems) }));
  const lengths = documents.map(({ counts }) => [...counts.values()].reduce((sum, each) => sum + each, 0));
  const mean = lengths.reduce((sum, each) => sum + each, 0) / lengths.length;
  const frequencies = new Map();
  for (const { counts } of documents) {
    for (const stem of counts.keys()) frequencies.set(stem, (frequencies.get(stem) ?? 0) + 1);
  }
  return async (query) => {
    const wanted = count(split(query), await loadStems(database, split(query)));
    const scored = documents.map(({ id, counts }, i) => {
      let score = 0;
      for (const [stem, times] of wanted) {
        const found = counts.get(stem);
        if (!found) continue;
        const articles = frequencies.get(stem);
        const rarity = Math.log(1 + (documents.length - articles + 0.5) / (articles + 0.5));
        const length = 1 - B + (B * lengths[i]) / mean;
        score += (times * rarity * found * (K1 + 1)) / (found + K1 * length);
      }
      return { id, score };
    });
    return scored
      .filter(({ score }) => score > 0)
      .sort((one, other) => other.score - one.score || one.id - other.id);
  };
}

async function loadStems(database, words) {
  const { rows } = await database.query(
    `SELECT word, (ts_lexize('english_stem', word))[1] AS stem FROM unnest($1::text[]) AS word`,
    [words],
  );
  return new Map(rows.filter(({ stem }) => stem !== null).map(({ word, stem }) => [word, stem]));
}

function count(words, stems) {
  const counts = new Map();
  for (const word of words) {
    const stem = stems.get(word);
    if (stem !== undefined) counts.set(stem, (counts.get(stem) ?? 0) + 1);
  }
  return counts;
}

/** Computes nDCG@10 of a ranking of IDs, each either relevant or not. */
export function computeNdcg(ranking, relevant) {
  const gain = (i) => 1 / Math.log2(i + 2);
  const found = ranking.slice(0, 10).reduce((sum, id, i) => sum + (relevant.has(id) ? gain(i) : 0), 0);
  let ideal = 0;
  for (let i = 0; i < Math.min(10, relevant.size); i++) ideal += gain(i);
  return found / ideal;
}
