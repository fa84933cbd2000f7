/** The answer to an operation. */
export async function sendQuery({ url }, query, variables) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

/** The answer, and how many milliseconds it took. */
export async function measureQuery(gateway, query, variables) {
  const start = performance.now();
  const { data, errors } = await sendQuery(gateway, query, variables);
  if (errors) throw new Error(errors[0].message);
  return { data, milliseconds: performance.now() - start };
}

export function computeQuantile(numbers, share) {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
