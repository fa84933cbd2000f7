// Another process that uses the embedded server: joins it, says so, and leaves when its input ends.
import { joinEmbeddedServer } from '../../dist/database/embedded.js';

const { leave } = await joinEmbeddedServer(process.argv[2]);
console.log('joined');
for await (const _ of process.stdin);
await leave();
