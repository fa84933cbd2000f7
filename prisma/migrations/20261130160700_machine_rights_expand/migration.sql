-- What machines may use an article, the articles of a section, or the site for.
ALTER TABLE "article" ADD COLUMN "machine_rights" TEXT;
ALTER TABLE "draft" ADD COLUMN "machine_rights" TEXT;
ALTER TABLE "section" ADD COLUMN "machine_rights" TEXT;
ALTER TABLE "site_settings" ADD COLUMN "machine_rights" TEXT;
ALTER TABLE "site_draft" ADD COLUMN "machine_rights" TEXT;
-- robots.txt and the license document list the few articles that state something.
CREATE INDEX "article_machine_rights" ON "article" ("listed_at", "id") WHERE "machine_rights" IS NOT NULL;
