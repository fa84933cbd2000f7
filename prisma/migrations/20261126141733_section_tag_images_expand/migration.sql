-- AlterTable
ALTER TABLE "section" ADD COLUMN     "image_id" INTEGER;

-- AlterTable
ALTER TABLE "tag" ADD COLUMN     "image_id" INTEGER;

-- AddForeignKey
ALTER TABLE "section" ADD CONSTRAINT "section_image_id_fkey" FOREIGN KEY ("image_id") REFERENCES "image"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tag" ADD CONSTRAINT "tag_image_id_fkey" FOREIGN KEY ("image_id") REFERENCES "image"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
