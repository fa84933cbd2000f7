import pg from 'pg';

/** Token types of PostgreSQL's parser that can have accents: word, hword_part and hword. */
const ACCENTED_TOKEN_TYPES = '2, 11, 17';
/** Advisory lock held while the language changes. */
const LANGUAGE_LOCK = 7_203_143;

/**
 * Sets the text search configuration `site` to a language (BCP 47), or to plain words if PostgreSQL has no
 * stemmer for it, ignoring accents. A change has all search documents built again, in the same transaction.
 */
export async function ensureSearchLanguage(connection: pg.PoolConfig, language: string): Promise<void> {
  const client = new pg.Client(connection);
  client.on('error', () => undefined); // the statement that fails reports it
  await client.connect();
  try {
    const name = await findTextSearchConfiguration(client, language);
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

/** Returns the name of PostgreSQL's configuration that `site` was made from, such as `english`. */
export async function readSearchConfiguration(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT obj_description('public.site'::regconfig, 'pg_ts_config') AS name",
  );
  return rows[0]!.name;
}

async function findTextSearchConfiguration(client: pg.Client, language: string): Promise<string> {
  const english = new Intl.DisplayNames('en', { type: 'language' }).of(new Intl.Locale(language).language);
  const { rows } = await client.query(
    // Only a stemmer for which migrations have created a configuration: PostgreSQL may have got another since.
    `SELECT c.cfgname FROM pg_ts_config c JOIN pg_ts_config own
       ON own.cfgnamespace = 'public'::regnamespace AND own.cfgname = 'site_' || c.cfgname
     WHERE c.cfgnamespace = 'pg_catalog'::regnamespace AND c.cfgname = $1`,
    // Intl calls Norwegian Bokmål by two words; PostgreSQL's configuration is `norwegian`.
    [english?.split(' ')[0]?.toLowerCase()],
  );
  return rows[0]?.cfgname ?? 'simple';
}

/** Makes `site` from one of PostgreSQL's configurations. Search documents stay as they are. */
export async function applySearchConfiguration(client: pg.Client, name: string): Promise<void> {
  const { rows } = await client.query<{ kind: string; dictionary: string; accented: boolean }>(
    `SELECT k.alias AS kind, m.mapdict::regdictionary::text AS dictionary, k.tokid IN (${ACCENTED_TOKEN_TYPES}) AS accented
     FROM pg_ts_config_map m JOIN ts_token_type('default') k ON k.tokid = m.maptokentype
     WHERE m.mapcfg = ('pg_catalog.' || $1)::regconfig ORDER BY m.maptokentype, m.mapseqno`,
    [name],
  );
  for (const { kind, dictionary, accented } of rows) {
    const dictionaries = accented ? `public.unaccent, ${dictionary}` : dictionary;
    await client.query(
      `ALTER TEXT SEARCH CONFIGURATION public.site ALTER MAPPING FOR ${kind} WITH ${dictionaries}`,
    );
  }
  await client.query(`COMMENT ON TEXT SEARCH CONFIGURATION public.site IS ${pg.escapeLiteral(name)}`);
}
