// A service behind fields of the graph, in a process of its own: comments (REST and GraphQL), prices and the weather.
// Argument: port, or 0. Prints the port. PUT /mode sets how it responds; GET /requests returns and forgets the requests.
import { createServer } from 'node:http';

let mode = {};
let requests = [];

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  const send = (value) => response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
  if (request.url === '/mode') {
    mode = JSON.parse(body);
    return send(null);
  }
  if (request.url === '/requests') {
    send(requests);
    requests = [];
    return;
  }
  const entry = { url: request.url, headers: request.headers, body, isAborted: false };
  requests.push(entry);
  response.on('close', () => {
    entry.isAborted = !response.writableFinished;
  });
  if (mode.delayMs) await new Promise((resolve) => setTimeout(resolve, mode.delayMs));
  const { status, headers = {}, text } = mode;
  if (status || text !== undefined) return response.writeHead(status ?? 200, headers).end(text ?? '');
  send(answer(new URL(request.url, 'http://service'), body, response));
});

const getCount = (slug) => slug.length + (mode.more ?? 0);

function answer({ pathname, searchParams }, body, response) {
  if (pathname === '/counts') {
    const slugs = searchParams
      .get('articles')
      .split(',')
      .filter((slug) => !mode.missing?.includes(slug));
    return Object.fromEntries(slugs.reverse().map((slug) => [slug, getCount(slug)]));
  }
  if (pathname === '/graphql') {
    const { articles } = JSON.parse(body).variables;
    const comments = articles.flatMap((article) =>
      Array.from({ length: 25 }, (_, i) => ({ article, author: `Reader ${i}`, text: `On ${article}` })),
    );
    return mode.errors
      ? { data: null, errors: [{ message: 'secret' }] }
      : { data: { comments: comments.reverse() } };
  }
  if (pathname === '/weather') return { sky: `fog at ${searchParams.get('place')}` };
  const price = /^\/prices\/(.+)$/.exec(pathname)?.[1];
  if (price && price !== 'free') return { cents: 100 * price.length, currency: 'EUR' };
  response.statusCode = 404;
  return { error: 'unknown' };
}

server.listen(Number(process.argv[2]), '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
