-- The media files that entries of live blogs show.
CREATE INDEX "live_blog_entry_body_media" ON "live_blog_entry_body" USING GIN (media_hashes("html"));

-- Functions, triggers and views: c223a690cc346cff73dbbf46229a4792e3c497d0d3176b282c9a1bcd36068b58
