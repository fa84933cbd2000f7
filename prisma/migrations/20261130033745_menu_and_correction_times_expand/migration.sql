-- When menus and corrections were created and last changed, and by whom. Corrections that exist were made at their own time.
ALTER TABLE "correction" ADD COLUMN     "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "created_by_id" INTEGER,
ADD COLUMN     "last_edited_by_id" INTEGER;
UPDATE "correction" SET "created_at" = "at", "updated_at" = "at";

-- AlterTable
ALTER TABLE "menu" ADD COLUMN     "id" SERIAL NOT NULL,
ADD COLUMN     "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "created_by_id" INTEGER,
ADD COLUMN     "last_edited_by_id" INTEGER;

-- CreateIndex
CREATE UNIQUE INDEX "menu_id_key" ON "menu"("id");

-- Announced: triggers correction 1d6eaaeff5d0ea18
-- Announced: triggers menu c82f85aabec8fb2d
-- Announced: perspectives b2b6f1099fa589b8
