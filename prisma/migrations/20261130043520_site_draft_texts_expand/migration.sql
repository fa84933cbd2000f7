-- Texts of unpublished changes of the site in further languages, as in site_settings.
ALTER TABLE "site_draft" ADD COLUMN "texts" JSONB;

-- Announced: function build_article_search 6a04142fc5b6592f
-- Announced: function build_draft_search 1ac7b164b1eda8c3
-- Announced: function index_documents f62c03e3b67bf467
-- Announced: function merge_search_entries f76c64798ec303b3
