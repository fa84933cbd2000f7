-- AlterTable
ALTER TABLE "live_blog_entry_body" ADD COLUMN     "document" tsvector NOT NULL DEFAULT ''::tsvector;

-- CreateIndex
CREATE INDEX "live_blog_entry_body_document_idx" ON "live_blog_entry_body" USING GIN ("document");

-- Functions, triggers and views: 69ab64d8f221cb599c031e6a3bba064ad4970e7a27ab6261ef3d93b447c15e23
