-- The body of each draft. A draft that is published as it is has no row in draft_body: publishing moves its body to
-- article_body, or to article_full_body if not everybody may read the article. Joins instead of UNION ALL, so that a
-- statement that joins the view looks up each article. Read by the preview perspective and build_draft_search().
CREATE OR REPLACE VIEW public.body_of_draft AS
  SELECT a.id AS article_id,
    coalesce(d.html, f.html, b.html) AS html,
    coalesce(d.text, f.text, b.text) AS text,
    coalesce(d.markdown, f.markdown, b.markdown) AS markdown,
    coalesce(d.outline, f.outline, b.outline) AS outline,
    coalesce(d.blocks, f.blocks, b.blocks) AS blocks,
    -- Null in a body whose language is not sure.
    CASE WHEN d.article_id IS NOT NULL THEN d.detected_language WHEN f.article_id IS NOT NULL THEN f.detected_language
      ELSE b.detected_language END AS detected_language
  FROM public.draft a
    LEFT JOIN public.draft_body d ON d.article_id = a.id
    LEFT JOIN public.article_full_body f ON f.article_id = a.id
    LEFT JOIN public.article_body b ON b.article_id = a.id;
