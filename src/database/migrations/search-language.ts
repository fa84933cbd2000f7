import pg from 'pg';

/** Advisory lock held while the language changes. */
const LANGUAGE_LOCK = 7_203_143;

/**
 * Sets the text search configuration `site` to a language (BCP 47), or to plain words if there is no stemmer for it. A
 * change has all search documents built again, in the same transaction.
 */
export async function ensureSearchLanguage(connection: pg.PoolConfig, language: string): Promise<void> {
  const client = new pg.Client(connection);
  client.on('error', () => undefined); // the statement that fails reports it
  await client.connect();
  try {
    const name = await findStemmer(client, language);
    if ((await readSearchConfiguration(client)) === name) return;
    await client.query('BEGIN');
    // If two instances start together, the second waits and finds the work done.
    await client.query('SELECT pg_advisory_xact_lock($1)', [LANGUAGE_LOCK]);
    if ((await readSearchConfiguration(client)) !== name) {
      await applySearchConfiguration(client, name);
      await client.query('SELECT public.mark_all_documents_stale()');
    }
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}

/** Returns the name of the stemmer that `site` has, such as `english`. */
export async function readSearchConfiguration(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT obj_description('public.site'::regconfig, 'pg_ts_config') AS name",
  );
  return rows[0]!.name;
}

async function findStemmer(client: pg.Client, language: string): Promise<string> {
  const { rows } = await client.query('SELECT public.find_stemmer($1) AS stemmer', [language]);
  return rows[0].stemmer;
}

/** Gives `site` the dictionaries of the configuration of a stemmer. Search documents stay as they are. */
export async function applySearchConfiguration(client: pg.Client, stemmer: string): Promise<void> {
  const { rows } = await client.query<{ kind: string; dictionaries: string }>(
    `SELECT k.alias AS kind, string_agg(m.mapdict::regdictionary::text, ', ' ORDER BY m.mapseqno) AS dictionaries
     FROM pg_ts_config_map m JOIN ts_token_type('default') k ON k.tokid = m.maptokentype
     WHERE m.mapcfg = ('public.' || quote_ident('site_' || $1))::regconfig GROUP BY k.alias`,
    [stemmer],
  );
  for (const { kind, dictionaries } of rows) {
    await client.query(
      `ALTER TEXT SEARCH CONFIGURATION public.site ALTER MAPPING FOR ${kind} WITH ${dictionaries}`,
    );
  }
  await client.query(`COMMENT ON TEXT SEARCH CONFIGURATION public.site IS ${pg.escapeLiteral(stemmer)}`);
}
