-- The time at which an entry of a live blog was created; that of its first revision for those that there are.
ALTER TABLE "live_blog_entry" ADD COLUMN "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
UPDATE "live_blog_entry" e SET "created_at" = r."created_at"
FROM "live_blog_entry_revision" r WHERE r."entry_id" = e."id" AND r."number" = 1;

-- Announced: perspectives f35352d386640b6b
