-- AlterTable
ALTER TABLE "live_blog_entry_body" ADD COLUMN     "document" tsvector NOT NULL DEFAULT ''::tsvector;

-- CreateIndex
CREATE INDEX "live_blog_entry_body_document_idx" ON "live_blog_entry_body" USING GIN ("document");

-- Functions, triggers and views: fb5c366f60470f1b2a510a804bdb24177966622e7ecce24cc6324fe88d806380
