-- CreateTable
CREATE TABLE "related_list" (
    "article_id" INTEGER NOT NULL,
    "related_ids" INTEGER[],
    "scores" REAL[],

    CONSTRAINT "related_list_pkey" PRIMARY KEY ("article_id")
);

-- Writes the rows of related_list of some articles anew from related_article.
CREATE FUNCTION write_related_lists(changed integer[]) RETURNS void LANGUAGE sql AS $$
  WITH list AS (
    SELECT article_id, array_agg(related_id ORDER BY score DESC, related_id DESC) AS related_ids,
      array_agg(score ORDER BY score DESC, related_id DESC) AS scores
    FROM related_article WHERE article_id = ANY(changed) AND related_id <> article_id GROUP BY article_id
  ), gone AS (
    DELETE FROM related_list l WHERE l.article_id = ANY(changed)
      AND NOT EXISTS (SELECT FROM list WHERE list.article_id = l.article_id)
  )
  INSERT INTO related_list AS l (article_id, related_ids, scores) SELECT article_id, related_ids, scores FROM list
  ON CONFLICT (article_id) DO UPDATE SET related_ids = excluded.related_ids, scores = excluded.scores
  WHERE (l.related_ids, l.scores) IS DISTINCT FROM (excluded.related_ids, excluded.scores)
$$;

-- Whoever writes related_article, among them the release before, updates related_list. A transaction that sets
-- dateline.defer_related_lists to on calls write_related_lists once instead.
CREATE FUNCTION follow_related_articles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('dateline.defer_related_lists', true) = 'on' THEN RETURN NULL; END IF;
  PERFORM write_related_lists(ARRAY(SELECT DISTINCT article_id FROM changed));
  RETURN NULL;
END
$$;

CREATE TRIGGER related_list_insert AFTER INSERT ON related_article
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION follow_related_articles();
CREATE TRIGGER related_list_update AFTER UPDATE ON related_article
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION follow_related_articles();
CREATE TRIGGER related_list_delete AFTER DELETE ON related_article
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION follow_related_articles();

SELECT write_related_lists(ARRAY(SELECT DISTINCT article_id FROM related_article));
