-- A newsletter has the language of its articles and mails, or null for that of each subscriber. Subscribers without a
-- language have that of the site.
ALTER TABLE "newsletter" ADD COLUMN "language" TEXT;
ALTER TABLE "newsletter_sign_up" ADD COLUMN "language" TEXT;
ALTER TABLE "newsletter_subscription" ADD COLUMN "language" TEXT;

-- Languages whose digests have the article; empty for all.
ALTER TABLE "newsletter_issue_article" ADD COLUMN "languages" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- Announced: triggers newsletter e69b32fd875baad3
