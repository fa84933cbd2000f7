// What node:http can do at most: it reads the request, and has the gateway's answers already, as bytes.
import { listen } from './listen.mjs';

/** Answers by operation name. */
let answers = {};
let asked = 0;

listen((body) => {
  const own = answers[/query (\w+)/.exec(body.slice(0, 100))[1]];
  asked += 1;
  return own[asked % own.length];
});

process.on('message', ({ kept }) => {
  if (!kept) return;
  answers = Object.fromEntries(
    Object.entries(kept).map(([name, texts]) => [name, texts.map((text) => Buffer.from(text))]),
  );
  process.send('kept');
});
