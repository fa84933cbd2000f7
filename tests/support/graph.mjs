/** Posts a JSON body, given as a value or as text. */
export function postJson(url, body, headers = {}) {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** Runs an operation and returns its data. Throws an Error with the response's errors if there are any. */
export async function sendQuery({ url }, query, variables, headers) {
  const response = await postJson(url, { query, variables }, headers);
  const { data, errors } = await response.json();
  if (errors) {
    const requestId = response.headers.get('x-request-id');
    throw Object.assign(new Error(`${query}\n${JSON.stringify(errors, null, 2)}`), { requestId });
  }
  return data;
}
