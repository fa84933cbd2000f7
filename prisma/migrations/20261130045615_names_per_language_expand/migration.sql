-- Search documents have the names of tags, authors and series in the language of their article.

-- Announced: function build_article_search bcdfca23c71de17a
-- Announced: function build_draft_search dc1e9f937e7a4b82
-- Announced: function index_stale_document 145be369d3e19190
-- Announced: triggers author 4b2038ad174abf93
-- Announced: triggers series aa6330593ddbd8ec
-- Announced: triggers tag 6363031267d37112
