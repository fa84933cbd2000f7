// A mail server that takes everything, and answers its parent who got how much of it.
import { SMTPServer } from 'smtp-server';

/** How often each address got each Message-ID. */
const got = new Map();

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, { envelope }, done) {
    let text = '';
    stream.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    stream.on('end', () => {
      const [, messageId] = /^Message-ID:\s*(\S+)/im.exec(text) ?? [];
      for (const { address } of envelope.rcptTo) {
        const ids = got.get(address) ?? got.set(address, []).get(address);
        ids.push(messageId);
      }
      done();
    });
  },
});
server.on('error', () => undefined); // connections of what was killed
server.listen(0, '127.0.0.1', () => process.send({ port: server.server.address().port }));

process.on('message', () => {
  const counts = [...got.values()];
  const times = (n) => counts.filter(({ length }) => length === n).length;
  const often = counts.filter(({ length }) => length > 1);
  process.send({
    mails: counts.reduce((sum, { length }) => sum + length, 0),
    readers: counts.length,
    once: times(1),
    twice: times(2),
    more: often.length - times(2),
    sameId: often.filter((ids) => new Set(ids).size === 1).length,
  });
});
