// Opens WebSockets that subscribe, and reports when each has got an event. A raw socket for each: a client library
// would have to be measured too.
import { WebSocket } from 'ws';

const CONCURRENCY = 100;
let expected = 0;
let told = [];

process.on('message', async ({ url, subscribers, documents }) => {
  for (let i = 0; i < subscribers; i += CONCURRENCY) {
    const batch = Math.min(CONCURRENCY, subscribers - i);
    await Promise.all(Array.from({ length: batch }, (_, j) => subscribe(url, (i + j) % documents)));
  }
  expected += subscribers;
  process.send({});
});

function subscribe(url, document) {
  const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws');
  const query = `subscription Live${document} { articleEvents { cursor kind at articleId article { title path standfirst publishedAt section { name path } } } }`;
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    socket.on('message', (text) => {
      const { type } = JSON.parse(text);
      if (type === 'next') return recordEvent();
      if (type !== 'connection_ack') return;
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
      // A subscription is not acknowledged; what is asked after it is answered after it.
      socket.send('{"type":"ping"}');
      setTimeout(resolve, 50);
    });
  });
}

function recordEvent() {
  told.push(Date.now());
  if (told.length < expected) return;
  process.send({ first: told[0], last: told.at(-1), count: told.length });
  told = [];
}
