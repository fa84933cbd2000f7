-- Values of the publication that are not public yet.
CREATE TABLE "site_draft" (
    "id" INTEGER NOT NULL DEFAULT 0,
    "changed" TEXT[],
    "title" TEXT,
    "description" TEXT,
    "time_zone" TEXT,
    "social_profiles" JSONB,
    "logo_id" INTEGER,
    "newsletter_id" INTEGER,
    "boxes" JSONB,

    CONSTRAINT "site_draft_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "site_draft_one_row" CHECK ("id" = 0)
);

-- AddForeignKey
ALTER TABLE "site_draft" ADD CONSTRAINT "site_draft_logo_id_fkey" FOREIGN KEY ("logo_id") REFERENCES "image"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "site_draft" ADD CONSTRAINT "site_draft_newsletter_id_fkey" FOREIGN KEY ("newsletter_id") REFERENCES "newsletter"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Announced: perspectives dbb4e1ef941852cb
