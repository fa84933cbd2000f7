/** By the share of their tags that two articles have in common (Jaccard); the nearer in time among equals. */
export function createTagOverlapRanking(articles) {
  return createRanking(articles, (one, other) => {
    const both = one.tags.filter((tag) => other.tags.includes(tag)).length;
    const either = new Set([...one.tags, ...other.tags]).size || 1;
    return both / either - Math.abs(one.day - other.day) * 1e-9;
  });
}

/** Cosine of tf × idf over the words of title and body, and nothing else. */
export function createTfIdfRanking(articles) {
  const counted = articles.map(({ text }) => countWords(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []));
  const articlesWith = countWords(counted.flatMap((counts) => [...counts.keys()]));
  const vectors = new Map(articles.map(({ slug }, i) => [slug, vectorOf(counted[i])]));
  return createRanking(articles, (one, other) =>
    computeDotProduct(vectors.get(one.slug), vectors.get(other.slug)),
  );

  function vectorOf(counts) {
    const weights = [...counts].map(([word, count]) => [
      word,
      count * Math.log(articles.length / articlesWith.get(word)),
    ]);
    const length = Math.hypot(...weights.map(([, weight]) => weight)) || 1;
    return new Map(weights.map(([word, weight]) => [word, weight / length]));
  }
}

function createRanking(articles, likeness) {
  const bySlug = new Map(articles.map((article) => [article.slug, article]));
  return (slug) => {
    const one = bySlug.get(slug);
    if (!one) return [];
    return articles
      .filter((other) => other !== one)
      .map((other) => ({ slug: other.slug, id: other.id, score: likeness(one, other) }))
      .sort((a, b) => b.score - a.score || b.id - a.id)
      .map((entry) => entry.slug);
  };
}

function countWords(words) {
  const counts = new Map();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function computeDotProduct(one, other) {
  let sum = 0;
  for (const [word, weight] of one) sum += weight * (other.get(word) ?? 0);
  return sum;
}
