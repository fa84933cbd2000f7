-- The latest change in each part of 2,000 IDs of the sitemap (src/modules/sitemap/sitemap-rows.ts), which was looked for in all
-- articles at every request of its index.
CREATE INDEX article_sitemap_part ON article (((id - 1) / 2000), updated_at);
CREATE INDEX address_sitemap_part ON address (((article_id - 1) / 2000), since) WHERE article_id IS NOT NULL AND is_public;
-- For the statistics of the expressions.
ANALYZE article, address;
