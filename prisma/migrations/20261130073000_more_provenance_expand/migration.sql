-- When API keys, preview links, subscriptions and deliveries were last changed, and by whom the first two. Rows that exist have
-- the latest of the times that they record.
-- AlterTable
ALTER TABLE "api_key" ADD COLUMN     "created_by_id" INTEGER,
ADD COLUMN     "last_edited_by_id" INTEGER,
ADD COLUMN     "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "newsletter_subscription" ADD COLUMN     "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "preview_link" ADD COLUMN     "created_by_id" INTEGER,
ADD COLUMN     "last_edited_by_id" INTEGER,
ADD COLUMN     "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "webhook_delivery" ADD COLUMN     "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

UPDATE "api_key" SET "updated_at" = greatest("created_at", "revoked_at");
UPDATE "preview_link" SET "updated_at" = greatest("created_at", "revoked_at");
UPDATE "newsletter_subscription" SET "updated_at" = greatest("created_at", "confirmed_at", "unsubscribed_at");
UPDATE "webhook_delivery" d SET "updated_at" = greatest(d."created_at", a."at")
FROM (SELECT e."id", max(t."at") AS "at" FROM "webhook_delivery" e LEFT JOIN "webhook_attempt" t ON t."delivery_id" = e."id" GROUP BY 1) a
WHERE a."id" = d."id";

-- Announced: function stamp_time e509c73cff58f22d
-- Announced: triggers api_key 0c57f698806ae839
-- Announced: triggers newsletter_subscription a8084b174b1b17a0
-- Announced: triggers preview_link 21aa0d4c4d090dde
-- Announced: triggers webhook_delivery b82931d1a818653f
-- Announced: perspectives c09632a1a2a26220
