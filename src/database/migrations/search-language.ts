import pg from 'pg';

/** The kinds of words that can have accents, as PostgreSQL's parser numbers them: word, hword_part, hword. */
const ACCENTED_TOKEN_TYPES = '2, 11, 17';

/**
 * Makes the text search configuration `site` that of a language, by BCP 47 tag: its stems and stop words, or just
 * words when PostgreSQL knows no stems of it; accents never count. When that is a change, everything is indexed
 * anew, in the same transaction.
 */
export async function ensureSearchLanguage(connection: pg.PoolConfig, language: string): Promise<void> {
  const client = new pg.Client(connection);
  client.on('error', () => undefined); // the statement that runs into it says so
  await client.connect();
  try {
    const name = await findTextSearchConfiguration(client, language);
    if (await isConfigured(client, name)) return;
    await client.query('BEGIN');
    // Of two instances that start together one does it, and the other then finds it done.
    await client.query('LOCK TABLE article_search, draft_search IN EXCLUSIVE MODE');
    if (!(await isConfigured(client, name))) await applyConfiguration(client, name);
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}

async function isConfigured(client: pg.Client, name: string): Promise<boolean> {
  const { rows } = await client.query(
    "SELECT obj_description('public.site'::regconfig, 'pg_ts_config') = $1 AS current",
    [name],
  );
  return rows[0].current;
}

async function findTextSearchConfiguration(client: pg.Client, language: string): Promise<string> {
  const english = new Intl.DisplayNames('en', { type: 'language' }).of(new Intl.Locale(language).language);
  const { rows } = await client.query(
    "SELECT cfgname FROM pg_ts_config WHERE cfgnamespace = 'pg_catalog'::regnamespace AND cfgname = $1",
    // Norwegian Bokmål has the stems of Norwegian.
    [english?.split(' ')[0]?.toLowerCase()],
  );
  return rows[0]?.cfgname ?? 'simple';
}

async function applyConfiguration(client: pg.Client, name: string): Promise<void> {
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
  await client.query(`COMMENT ON TEXT SEARCH CONFIGURATION public.site IS '${name}'`);
  await client.query("UPDATE article_search SET stale = 'TEXT'");
  await client.query("UPDATE draft_search SET stale = 'TEXT'");
}
