import { toGlobalId } from '../../src/shared/references/global-id.js';
import type { Gateway } from './gateway.js';
import {
  byAny,
  byElement,
  byFlag,
  byName,
  byPrefix,
  byTime,
  byValue,
  type ListCase,
  readRows,
} from './list-cases.js';

const NAMES = ['Zoë', 'Ada', 'Jürgen', 'ada', 'Åsa', 'Noor', "O'Brien", 'Peñalosa-Ruiz', 'Okafor', 'Quay'];
const NO_IMAGE = {
  alt: '',
  caption: null,
  credit: null,
  width: null,
  height: null,
  focalX: null,
  focalY: null,
};
const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);

/** Adds rows to every table that a person picks from. */
export async function addListedContent(gateway: Gateway, random: () => number): Promise<void> {
  const { pool } = gateway.database;
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item;
  const name = (i: number) => `${pick(NAMES)} ${pick(NAMES)}${random() < 0.5 ? ` ${i % 7}` : ''}`;
  const time = () => new Date(START + Math.floor(random() * 20) * DAY);
  const authors = Array.from({ length: 30 }, (_, i) => `${name(i)} ${i}`);
  const tags = Array.from({ length: 30 }, (_, i) => `${name(i)} t${i}`);
  const hashes = Array.from({ length: 36 }, (_, i) => (i + 1).toString(16).padStart(40, 'a'));
  await gateway.saveMany(
    Array.from({ length: 40 }, (_, i) => ({
      slug: `listed-${i}`,
      section: pick([['World'], ['World', 'Ásia'], ['Sport'], ['Sport', 'Sailing']]),
      authors: authors.filter(() => random() < 0.06),
      tags: tags.filter(() => random() < 0.08),
      draft: i % 3 === 0,
      image: i < 8 ? { ...NO_IMAGE, url: `/media/${hashes[i]}.jpg` } : null,
      body: { format: 'markdown' as const, text: i < 20 ? `![Quay](/media/${hashes[i + 4]}.jpg)` : 'Text.' },
    })),
  );
  for (const table of ['author', 'tag', 'section'])
    await pool.query(
      `UPDATE ${table} SET created_at = '2026-02-01'::timestamptz + id % 5 * interval '1 day' WHERE id % 4 > 0`,
    );
  // Of two pictures, the rights of one have ended.
  for (const table of ['author', 'tag', 'section'])
    await pool.query(
      `UPDATE ${table} SET image_id = (SELECT min(id) FROM image WHERE url = ('{"/media/${hashes[0]}.jpg", "/media/${hashes[1]}.jpg"}'::text[])[1 + id % 3])
       WHERE id % 3 < 2`,
    );
  for (const [i, hash] of hashes.entries()) {
    const mimeType = pick(['image/jpeg', 'image/png', 'audio/mpeg', 'video/mp4', 'application/pdf']);
    const expiresAt = i !== 0 && (i === 1 || random() < 0.5) ? time() : null;
    const { rows } = await pool.query(
      `INSERT INTO media_file (hash, key, name, mime_type, bytes, alt, created_at, expires_at)
       VALUES ($1, $2, $3, $4, 1, $5, $6, $7) RETURNING id`,
      [
        ...[hash, i === 30 ? null : `${hash}.jpg`, `${name(i)}-${i}.jpg`, mimeType],
        ...[random() < 0.5 ? '' : 'A quay', time(), expiresAt],
      ],
    );
    const id = rows[0].id;
    await pool.query('INSERT INTO media_source (url, file_id) VALUES ($1, $2)', [`/media/${hash}.jpg`, id]);
  }
  // Pictures and texts of own fields, one each.
  await pool.query(
    `INSERT INTO image (digest, url, alt) VALUES ('own', '/media/${hashes[32]}.jpg', '') RETURNING id`,
  );
  await pool.query(`UPDATE tag SET fields = jsonb_build_object('photo', jsonb_build_object('$type', 'image', 'id',
    (SELECT id FROM image WHERE digest = 'own'))) WHERE id = (SELECT min(id) FROM tag)`);
  await pool.query(`UPDATE section SET fields = '{"text": "<img src=\\"/media/${hashes[33]}.jpg\\">"}'
    WHERE id = (SELECT min(id) FROM section)`);
  await pool.query(
    `INSERT INTO site_settings (logo_id) SELECT id FROM image WHERE url = '/media/${hashes[2]}.jpg'`,
  );
  await pool.query(`INSERT INTO media_source (url, error) VALUES ('https://gone.example/a.jpg', 'gone')`);
  await pool.query(`
    INSERT INTO api_key (name, prefix, hash, issuer, subject, scopes, created_at, expires_at, revoked_at, last_used_at)
    SELECT (ARRAY['Zoë''s laptop', 'Front page', 'Noor', 'front end'])[1 + i % 4] || ' ' || i % 5, 'dl_' || i, CASE WHEN i % 6 <> 0 THEN '\\x00'::bytea END,
      CASE WHEN i % 6 = 0 THEN 'https://id.example' END, CASE WHEN i % 6 = 0 THEN i::text END,
      CASE i % 3 WHEN 0 THEN ARRAY['write'] WHEN 1 THEN ARRAY['preview', 'publish'] ELSE ARRAY['admin'] END,
      '2026-01-01'::timestamptz + i % 4 * interval '1 day', CASE WHEN i % 5 = 0 THEN now() - interval '1 day' WHEN i % 5 = 1 THEN now() + interval '9 days' END,
      CASE WHEN i % 7 = 0 THEN now() END, CASE WHEN i % 2 = 0 THEN '2026-02-01'::timestamptz + i * interval '1 day' END
    FROM generate_series(1, 30) AS i`);
  // The key of the test is used now and then, which must not change the list.
  await pool.query(`UPDATE api_key SET last_used_at = '2030-01-01' WHERE name = 'Desk'`);
  await pool.query(`
    INSERT INTO audit_entry (at, key_id, key_name, action, target, outcome)
    SELECT '2026-03-01'::timestamptz + i % 9 * interval '1 day', CASE WHEN i % 2 = 0 THEN (SELECT min(id) + i % 5 FROM api_key) END,
      (ARRAY['Zoë''s laptop', 'Front page', 'schedule'])[1 + i % 3], (ARRAY['createTag', 'deleteTag'])[1 + i % 2], 'target ' || i,
      (ARRAY['{"revision": 3}', '{"userErrors": [{"message": "No.", "code": "INVALID", "field": []}]}', '{"missingScope": "write"}'])[1 + i % 3]::json
    FROM generate_series(1, 50) AS i`);
  await pool.query(`
    INSERT INTO redirect (path, target, is_permanent, created_at)
    SELECT '/' || (ARRAY['2019/ferry', 'old_quay', 'Zoe'])[1 + i % 3] || '-' || i, (ARRAY['/world', '/', 'https://other.example/'])[1 + i % 3],
      i % 2 = 0, '2026-04-01'::timestamptz + i % 6 * interval '1 day'
    FROM generate_series(1, 30) AS i`);
  await pool.query(
    `INSERT INTO newsletter (slug, name, schedule, time_zone) VALUES ('quays', 'Quays', '0 7 * * 5', 'UTC')`,
  );
  await pool.query(`
    INSERT INTO newsletter_subscription (newsletter_id, email, address_hash, status, created_at, language)
    SELECT n.id, (ARRAY['Ada', 'ada.quay', 'noor_', 'zoe%'])[1 + i % 4] || i || '@Mail.example', decode(lpad(to_hex(i), 64, '0'), 'hex'),
      (ARRAY['PENDING', 'ACTIVE', 'UNSUBSCRIBED'])[1 + i % 3], '2026-05-01'::timestamptz + i % 8 * interval '1 day',
      CASE WHEN i % 5 > 0 THEN (ARRAY['en', 'pt-BR'])[1 + i % 2] END
    FROM (SELECT min(id) AS id FROM newsletter) n, generate_series(1, 40) AS i`);
  await pool.query(`
    INSERT INTO newsletter_suppression (address_hash, reason, at)
    SELECT address_hash, 'BOUNCED', now() FROM newsletter_subscription WHERE id % 5 = 0`);
  await pool.query(`
    INSERT INTO webhook (url, description, kinds, secret, after, failing_since, disabled_at)
    SELECT 'https://hooks.example/' || i, CASE WHEN i % 3 = 0 THEN NULL ELSE 'Zoë’s app' END,
      CASE i % 2 WHEN 0 THEN ARRAY['PUBLISHED'] ELSE ARRAY['PUBLISHED', 'UPDATED'] END, 'secret', 0, CASE WHEN i % 4 = 0 THEN now() END,
      CASE WHEN i % 5 = 0 THEN now() END
    FROM generate_series(1, 15) AS i`);
}

const HAS_IMAGE_SQL = `(t.image_id IS NOT NULL AND NOT EXISTS (SELECT FROM image i JOIN media_file f ON i.url = '/media/' || f.hash || '.jpg'
  WHERE i.id = t.image_id AND f.expires_at <= now()))`;
const TIMES_SQL = 't.created_at AS "createdAt", t.updated_at AS "updatedAt"';
const times = { createdAt: byTime('createdAt'), updatedAt: byTime('updatedAt') };
const byUpdate = { UPDATED: { by: 'updatedAt', isDescending: true } };
const byTimes = {
  NEWEST: { by: 'createdAt', isDescending: true },
  OLDEST: { by: 'createdAt', isDescending: false },
  ...byUpdate,
};

/** Reads the rows of every list from the tables, and describes their filters and orders. */
export async function readListCases({ database: { pool } }: Gateway): Promise<ListCase[]> {
  const read = (type: string, statement: string) =>
    readRows(pool, (number) => toGlobalId(type, number), statement);
  const terms = async (kind: 'author' | 'tag', perspective: 'published' | 'preview'): Promise<ListCase> => {
    const type = kind === 'author' ? 'Author' : 'Tag';
    const bearer = perspective === 'preview' ? 'draft' : 'article';
    const uses = `(SELECT count(*)::int FROM ${bearer}_${kind} b WHERE b.${kind}_id = t.id)`;
    const rows = await read(
      type,
      `SELECT t.id AS number, t.slug, t.name, ${HAS_IMAGE_SQL} AS "hasImage", ${uses} AS uses, ${uses} > 0 AS "hasArticles",
        ${TIMES_SQL}, dense_rank() OVER (ORDER BY t.name)::int AS "nameRank" FROM ${kind} t`,
    );
    return {
      name: `${kind}s of the perspective ${perspective}`,
      selection: `${kind}s(ARGS) { PAGE }`,
      ...{ filterType: `${type}Filter`, orderType: `${type}Order`, key: 'id', perspective },
      rows: rows.filter(({ hasArticles }) => hasArticles || perspective === 'preview'),
      conditions: {
        name: byName('name'),
        ids: byAny('id'),
        slugs: byAny('slug'),
        hasArticles: byFlag('hasArticles'),
        hasImage: byFlag('hasImage'),
        ...times,
      },
      orders: {
        ...byTimes,
        NAME: { by: 'nameRank', isDescending: false },
        MOST_USED: { by: 'uses', isDescending: true },
      },
    };
  };
  const inTables = { perspective: 'published' as const, key: 'id' };
  const byNumber = {
    NEWEST: { by: 'number', isDescending: true },
    OLDEST: { by: 'number', isDescending: false },
  };
  return [
    await terms('author', 'published'),
    await terms('author', 'preview'),
    await terms('tag', 'published'),
    await terms('tag', 'preview'),
    {
      ...inTables,
      ...{ name: 'mediaFiles', selection: 'mediaFiles(ARGS) { PAGE }' },
      ...{ filterType: 'MediaFilter', orderType: 'MediaOrder' },
      rows: await read(
        'MediaFile',
        `SELECT id AS number, name, alt <> '' AS "hasAlt", mime_type AS "mimeType", ${TIMES_SQL},
          expires_at AS "expiresAt", dense_rank() OVER (ORDER BY name)::int AS "nameRank",
          rank() OVER (ORDER BY expires_at NULLS LAST)::int AS "expiryRank",
          CASE split_part(mime_type, '/', 1) WHEN 'application' THEN 'DOCUMENT' ELSE upper(split_part(mime_type, '/', 1)) END AS type,
          EXISTS (SELECT FROM image i, (SELECT image_id FROM draft UNION SELECT image_id FROM section) d
            WHERE d.image_id = i.id AND i.url = '/media/' || hash || '.jpg')
          OR EXISTS (SELECT FROM body_of_draft b WHERE b.html LIKE '%' || hash || '%')
          OR EXISTS (SELECT FROM section s WHERE s.fields::text LIKE '%' || hash || '%')
          OR EXISTS (SELECT FROM image i WHERE i.digest = 'own' AND i.url LIKE '%' || hash || '%') AS "isUsed"
        FROM media_file t WHERE key IS NOT NULL`,
      ),
      conditions: {
        name: byName('name'),
        ids: byAny('id'),
        types: byAny('type'),
        mimeTypes: byAny('mimeType'),
        isUsed: byFlag('isUsed'),
        hasAlt: byFlag('hasAlt'),
        ...times,
        expiresAt: byTime('expiresAt'),
      },
      orders: {
        ...byNumber,
        ...byUpdate,
        NAME: { by: 'nameRank', isDescending: false },
        EXPIRING: { by: 'expiryRank', isDescending: false },
      },
    },
    {
      ...inTables,
      ...{ name: 'redirects', selection: 'redirects(ARGS) { PAGE }' },
      ...{ filterType: 'RedirectFilter', orderType: 'RedirectOrder' },
      rows: await read(
        'Redirect',
        `SELECT id AS number, path, target, is_permanent AS "isPermanent", ${TIMES_SQL},
          dense_rank() OVER (ORDER BY path)::int AS "pathRank" FROM redirect t`,
      ),
      conditions: {
        name: byName('path'),
        from: { ...byPrefix('path'), matches: (row, start) => row.path.startsWith(start) },
        to: byValue('target'),
        isPermanent: byFlag('isPermanent'),
        ...times,
      },
      orders: {
        ...byTimes,
        PATH: { by: 'pathRank', isDescending: false },
      },
    },
    {
      ...inTables,
      ...{ name: 'apiKeys', selection: 'apiKeys(ARGS) { PAGE }' },
      ...{ filterType: 'ApiKeyFilter', orderType: 'ApiKeyOrder' },
      rows: await read(
        'ApiKey',
        `SELECT id AS number, name, scopes, revoked_at IS NULL AND coalesce(expires_at > now(), true) AS "isActive",
          issuer IS NOT NULL AS "isIdentity", created_at AS "createdAt", last_used_at AS "lastUsedAt",
          dense_rank() OVER (ORDER BY name)::int AS "nameRank" FROM api_key`,
      ),
      conditions: {
        name: byName('name'),
        scope: byElement('scopes'),
        isActive: byFlag('isActive'),
        isIdentity: byFlag('isIdentity'),
        createdAt: byTime('createdAt'),
        lastUsedAt: byTime('lastUsedAt'),
      },
      orders: { ...byNumber, NAME: { by: 'nameRank', isDescending: false } },
    },
    {
      ...inTables,
      ...{ name: 'audit', selection: 'audit(ARGS) { PAGE }', key: 'target' },
      ...{ filterType: 'AuditFilter', orderType: 'AuditOrder' },
      rows: (
        await read(
          'AuditEntry',
          `SELECT e.id AS number, e.at, e.key_name AS name, k.prefix, e.action, e.target,
            CASE (e.id - (SELECT min(id) FROM audit_entry) + 1) % 3 WHEN 0 THEN 'DONE' WHEN 1 THEN 'REFUSED' ELSE 'FORBIDDEN' END AS outcome
          FROM audit_entry e LEFT JOIN api_key k ON k.id = e.key_id`,
        )
      ).map((row) => ({ ...row, id: row.target })),
      conditions: {
        key: {
          create: (random, rows) =>
            rows[Math.floor(random() * rows.length)]![random() < 0.5 ? 'name' : 'prefix'],
          matches: ({ name, prefix }, key) => name === key || prefix === key,
        },
        name: byName('name'),
        action: byValue('action'),
        target: byValue('target'),
        outcomes: byAny('outcome'),
        createdAt: byTime('at'),
        since: { ...byValue('at'), matches: ({ at }, since) => at >= new Date(since) },
        until: { ...byValue('at'), matches: ({ at }, until) => at < new Date(until) },
      },
      orders: {
        NEWEST: { by: 'at', isDescending: true },
        OLDEST: { by: 'at', isDescending: false },
      },
    },
    {
      ...inTables,
      name: 'subscriptions of a newsletter',
      selection: 'newsletters { subscriptions(ARGS) { PAGE } }',
      ...{ filterType: 'NewsletterSubscriptionFilter', orderType: 'NewsletterSubscriptionOrder' },
      rows: await read(
        'NewsletterSubscription',
        `SELECT s.id AS number, s.email, s.language, s.created_at AS "createdAt",
          CASE WHEN x.reason IS NOT NULL AND s.status <> 'UNSUBSCRIBED' THEN 'SUPPRESSED' ELSE s.status END AS status,
          dense_rank() OVER (ORDER BY lower(s.email) COLLATE "C")::int AS "emailRank"
        FROM newsletter_subscription s LEFT JOIN newsletter_suppression x ON x.address_hash = s.address_hash
        WHERE s.newsletter_id = (SELECT min(id) FROM newsletter)`,
      ),
      conditions: {
        email: byPrefix('email'),
        status: byValue('status'),
        language: byValue('language'),
        createdAt: byTime('createdAt'),
      },
      orders: { ...byNumber, EMAIL: { by: 'emailRank', isDescending: false } },
    },
  ];
}

/** Reads the rows of the lists that have no pages. */
export async function readWholeListCases({ database: { pool } }: Gateway): Promise<ListCase[]> {
  const read = (type: string, statement: string) =>
    readRows(pool, (number) => toGlobalId(type, number), statement);
  return [
    {
      ...{ name: 'webhooks', selection: 'webhooks(ARGS) { id }', key: 'id', perspective: 'published' },
      ...{ filterType: 'WebhookFilter', orderType: 'WebhookOrder' },
      rows: await read(
        'Webhook',
        `SELECT id AS number, coalesce(description, '') || ' ' || url AS name, kinds, disabled_at IS NULL AS "isEnabled",
          failing_since IS NOT NULL AS "isFailing" FROM webhook`,
      ),
      conditions: {
        name: byName('name'),
        isEnabled: byFlag('isEnabled'),
        isFailing: byFlag('isFailing'),
        kind: byElement('kinds'),
      },
      orders: {
        OLDEST: { by: 'number', isDescending: false },
        NEWEST: { by: 'number', isDescending: true },
      },
    },
    {
      ...{ name: 'sections', selection: 'sections(ARGS) { id }', key: 'id', perspective: 'published' },
      ...{ filterType: 'SectionFilter', orderType: 'SectionOrder' },
      rows: await read(
        'Section',
        `WITH RECURSIVE tree AS (
          SELECT s.*, ARRAY[row(s.position, s.name, s.id)::text] AS walk FROM section s WHERE parent_id IS NULL
          UNION ALL SELECT s.*, t.walk || row(s.position, s.name, s.id)::text FROM section s JOIN tree t ON s.parent_id = t.id
        )
        SELECT t.id AS number, t.slug, t.name, t.parent_id IS NULL AS "isTop", ${HAS_IMAGE_SQL} AS "hasImage",
          t.is_hidden IS TRUE AS "isHidden",
          EXISTS (SELECT FROM article_section a WHERE a.section_id = t.id) AS "hasArticles",
          rank() OVER (ORDER BY walk)::int AS position, dense_rank() OVER (ORDER BY t.name)::int AS "nameRank",
          t.created_at AS "createdAt", t.updated_at AS "updatedAt" FROM tree t`,
      ),
      conditions: {
        name: byName('name'),
        ids: byAny('id'),
        slugs: byAny('slug'),
        isTop: byFlag('isTop'),
        isHidden: byFlag('isHidden'),
        hasArticles: byFlag('hasArticles'),
        hasImage: byFlag('hasImage'),
        ...times,
      },
      orders: {
        ...byTimes,
        POSITION: { by: 'position', isDescending: false },
        NAME: { by: 'nameRank', isDescending: false },
      },
    },
  ];
}
