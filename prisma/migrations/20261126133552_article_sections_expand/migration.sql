-- CreateTable
CREATE TABLE "article_section" (
    "article_id" INTEGER NOT NULL,
    "section_id" INTEGER NOT NULL,
    "position" INTEGER,
    "listed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "article_section_pkey" PRIMARY KEY ("article_id","section_id")
);

-- CreateTable
CREATE TABLE "draft_section" (
    "article_id" INTEGER NOT NULL,
    "section_id" INTEGER NOT NULL,
    "position" INTEGER,

    CONSTRAINT "draft_section_pkey" PRIMARY KEY ("article_id","section_id")
);

-- CreateIndex
CREATE INDEX "article_section_section_id_listed_at_article_id_idx" ON "article_section"("section_id", "listed_at", "article_id");

-- CreateIndex
CREATE INDEX "draft_section_section_id_idx" ON "draft_section"("section_id");

-- AddForeignKey
ALTER TABLE "article_section" ADD CONSTRAINT "article_section_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "article"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "article_section" ADD CONSTRAINT "article_section_section_id_fkey" FOREIGN KEY ("section_id") REFERENCES "section"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "draft_section" ADD CONSTRAINT "draft_section_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "draft"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "draft_section" ADD CONSTRAINT "draft_section_section_id_fkey" FOREIGN KEY ("section_id") REFERENCES "section"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's schema cannot say.

-- Each section with itself and every ancestor.
CREATE VIEW "section_ancestor" AS
WITH RECURSIVE "pair" ("section_id", "ancestor_id") AS (
  SELECT "id", "id" FROM "section"
  UNION ALL
  SELECT p."section_id", s."parent_id" FROM "pair" p JOIN "section" s ON s."id" = p."ancestor_id"
  WHERE s."parent_id" IS NOT NULL
)
SELECT "section_id", "ancestor_id" FROM "pair";

INSERT INTO "draft_section" ("article_id", "section_id", "position")
SELECT d."id", p."ancestor_id", CASE WHEN p."ancestor_id" = d."section_id" THEN 0 END
FROM "draft" d JOIN "section_ancestor" p ON p."section_id" = d."section_id";

INSERT INTO "article_section" ("article_id", "section_id", "position", "listed_at")
SELECT a."id", p."ancestor_id", CASE WHEN p."ancestor_id" = a."section_id" THEN 0 END, a."listed_at"
FROM "article" a JOIN "section_ancestor" p ON p."section_id" = a."section_id";

-- Replaces the sections of a draft by the given ones, in order, and their ancestors.
CREATE FUNCTION "file_draft"("draft_id" integer, "own" integer[]) RETURNS void LANGUAGE sql AS $$
  DELETE FROM "draft_section" WHERE "article_id" = "draft_id";
  WITH RECURSIVE "listed" AS (
    SELECT "id", min("place")::int - 1 AS "position" FROM unnest("own") WITH ORDINALITY AS o ("id", "place") GROUP BY "id"
  ), "above" AS (
    SELECT "id" FROM "listed"
    UNION
    SELECT s."parent_id" FROM "above" a JOIN "section" s ON s."id" = a."id" WHERE s."parent_id" IS NOT NULL
  )
  INSERT INTO "draft_section" ("article_id", "section_id", "position")
  SELECT "draft_id", a."id", l."position" FROM "above" a LEFT JOIN "listed" l ON l."id" = a."id";
$$;

-- Copies the sections of a draft to its published article.
CREATE FUNCTION "publish_sections"("published_id" integer) RETURNS void LANGUAGE sql AS $$
  DELETE FROM "article_section" WHERE "article_id" = "published_id";
  INSERT INTO "article_section" ("article_id", "section_id", "position", "listed_at")
  SELECT a."id", d."section_id", d."position", a."listed_at"
  FROM "draft_section" d JOIN "article" a ON a."id" = d."article_id" WHERE a."id" = "published_id";
$$;

-- Drafts and articles that a release without these tables writes: their sections follow at the end of the
-- transaction.
CREATE FUNCTION "draft_is_filed"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE "primary_id" integer;
BEGIN
  SELECT d."section_id" INTO "primary_id" FROM "draft" d WHERE d."id" = NEW."id";
  IF "primary_id" IS DISTINCT FROM (
    SELECT s."section_id" FROM "draft_section" s WHERE s."article_id" = NEW."id" AND s."position" = 0
  ) THEN
    PERFORM "file_draft"(NEW."id", array_remove(ARRAY["primary_id"], NULL));
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER "draft_is_filed" AFTER INSERT OR UPDATE OF "section_id" ON "draft"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "draft_is_filed"();

CREATE FUNCTION "article_is_filed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM (
      SELECT d."section_id", d."position", a."listed_at"
      FROM "draft_section" d JOIN "article" a ON a."id" = d."article_id" WHERE a."id" = NEW."id"
    ) d FULL JOIN (
      SELECT s."section_id", s."position", s."listed_at" FROM "article_section" s WHERE s."article_id" = NEW."id"
    ) s ON s."section_id" = d."section_id"
    WHERE (d."position", d."listed_at") IS DISTINCT FROM (s."position", s."listed_at")
  ) THEN
    PERFORM "publish_sections"(NEW."id");
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER "article_is_filed" AFTER INSERT OR UPDATE OF "revision", "section_id", "listed_at" ON "article"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "article_is_filed"();

-- A section that moves takes the articles in and below it along: rows of ancestors are added and removed.
CREATE FUNCTION "section_move_refiles_articles"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE "moved" integer[];
BEGIN
  WITH RECURSIVE "below" AS (
    SELECT NEW."id" AS "id" UNION SELECT s."id" FROM "section" s JOIN "below" b ON s."parent_id" = b."id"
  )
  SELECT array_agg("id") INTO "moved" FROM "below";

  WITH "wanted" AS (
    SELECT DISTINCT o."article_id", p."ancestor_id" AS "section_id"
    FROM "draft_section" o JOIN "section_ancestor" p ON p."section_id" = o."section_id"
    WHERE o."position" IS NOT NULL AND o."article_id" IN (
      SELECT "article_id" FROM "draft_section" WHERE "section_id" = ANY("moved") AND "position" IS NOT NULL
    )
  ), "removed" AS (
    DELETE FROM "draft_section" d WHERE d."position" IS NULL
      AND d."article_id" IN (SELECT "article_id" FROM "wanted")
      AND NOT EXISTS (
        SELECT FROM "wanted" w WHERE w."article_id" = d."article_id" AND w."section_id" = d."section_id"
      )
  )
  INSERT INTO "draft_section" ("article_id", "section_id")
  SELECT "article_id", "section_id" FROM "wanted" ON CONFLICT DO NOTHING;

  WITH "wanted" AS (
    SELECT DISTINCT o."article_id", p."ancestor_id" AS "section_id", o."listed_at"
    FROM "article_section" o JOIN "section_ancestor" p ON p."section_id" = o."section_id"
    WHERE o."position" IS NOT NULL AND o."article_id" IN (
      SELECT "article_id" FROM "article_section" WHERE "section_id" = ANY("moved") AND "position" IS NOT NULL
    )
  ), "removed" AS (
    DELETE FROM "article_section" s WHERE s."position" IS NULL
      AND s."article_id" IN (SELECT "article_id" FROM "wanted")
      AND NOT EXISTS (
        SELECT FROM "wanted" w WHERE w."article_id" = s."article_id" AND w."section_id" = s."section_id"
      )
  )
  INSERT INTO "article_section" ("article_id", "section_id", "listed_at")
  SELECT "article_id", "section_id", "listed_at" FROM "wanted" ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER "section_move_refiles_articles" AFTER UPDATE OF "parent_id" ON "section"
  FOR EACH ROW WHEN (OLD."parent_id" IS DISTINCT FROM NEW."parent_id")
  EXECUTE FUNCTION "section_move_refiles_articles"();
