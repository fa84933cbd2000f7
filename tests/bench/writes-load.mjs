// Readers in a process of their own, who ask for pages as fast as they are answered, until they are told to stop.
import autocannon from 'autocannon';

process.once('message', ({ url, bodies, connections, seconds }) => {
  let next = 0;
  const instance = autocannon({
    url,
    duration: seconds,
    connections,
    setupClient(client) {
      next += 1;
      const own = bodies.filter((_, i) => i % connections === next % connections);
      const headers = { 'content-type': 'application/json' };
      client.setRequests(own.map((body) => ({ method: 'POST', headers, body })));
    },
  });
  instance.then(({ latency, non2xx, errors, duration, ...result }) => {
    const answered = result['2xx'];
    process.send({ rate: answered / duration, p50: latency.p50, p99: latency.p99, failed: non2xx + errors });
    process.disconnect();
  });
});
