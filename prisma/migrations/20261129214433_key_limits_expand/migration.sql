-- AlterTable
ALTER TABLE "api_key" ADD COLUMN     "author_id" INTEGER,
ADD COLUMN     "limits" JSONB;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "author"("id") ON DELETE SET NULL ON UPDATE CASCADE;
