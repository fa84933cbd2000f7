// Measures PostGraphile 5 over the views and functions of schema.sql, set up for production: without explained plans and
// GraphiQL, with prepared statements, and with data that Grafast writes as text. Serves the plain pages.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';

const [{ connection }] = await once(process, 'message');
const server = createServer();
const service = postgraphile({
  extends: [PostGraphileAmberPreset],
  // Views have no indexes, by which it would choose the relations to offer.
  disablePlugins: ['PgIndexBehaviorsPlugin'],
  schema: { defaultBehavior: '-connection +list' },
  pgServices: [makePgService({ poolConfig: { ...connection, max: 10 }, schemas: ['press'] })],
  grafast: { explain: false },
  grafserv: { graphiql: false, outputDataAsString: true },
}).createServ(grafserv);
await service.addTo(server);
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('disconnect', () => process.exit());
