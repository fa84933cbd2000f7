// Another process that uses the embedded server: joins it, says so, and leaves when its input ends.
import { acquireEmbeddedServer } from '../../dist/database/embedded/server.js';

const { release: leave } = await acquireEmbeddedServer(process.argv[2]);
console.log('joined');
for await (const _ of process.stdin);
await leave();
