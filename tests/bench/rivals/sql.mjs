// Measures the maximum of PostgreSQL and `pg` with no cache: one prepared statement per page produces all its
// JSON.
import { once } from 'node:events';
import { listen } from './listen.mjs';
import { createPageLoader } from './pages.mjs';

const [{ connection }] = await once(process, 'message');
const loadPage = await createPageLoader(connection);

listen((body) => {
  const { query, variables } = JSON.parse(body);
  return loadPage(/query (\w+)/.exec(query)[1], variables);
});
