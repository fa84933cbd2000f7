-- AlterTable
ALTER TABLE "preview_link" ADD COLUMN     "front_id" INTEGER,
ALTER COLUMN "article_id" DROP NOT NULL;

-- CreateIndex
CREATE INDEX "preview_link_front_id_idx" ON "preview_link"("front_id");

-- AddForeignKey
ALTER TABLE "preview_link" ADD CONSTRAINT "preview_link_front_id_fkey" FOREIGN KEY ("front_id") REFERENCES "front"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddCheck
ALTER TABLE "preview_link" ADD CONSTRAINT "preview_link_one_draft" CHECK (num_nonnulls("article_id", "front_id") = 1);
