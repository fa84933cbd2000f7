-- Articles whose draft has the same search document, so that both share one. Read by index_documents().
CREATE OR REPLACE VIEW public.unchanged_draft AS
  SELECT a.id FROM public.article a
    JOIN public.article_body b ON b.article_id = a.id
    JOIN public.draft d ON d.id = a.id
    LEFT JOIN public.draft_body db ON db.article_id = a.id
  WHERE (a.title, a.standfirst, a.language, a.series_id) IS NOT DISTINCT FROM (d.title, d.standfirst, d.language, d.series_id)
    AND CASE WHEN db.article_id IS NULL
      THEN NOT EXISTS (SELECT FROM public.article_full_body f WHERE f.article_id = a.id)
      ELSE (b.text, b.outline, b.detected_language) IS NOT DISTINCT FROM (db.text, db.outline, db.detected_language) END
    AND coalesce(a.published_at, a.updated_at) = coalesce(d.published_at, d.updated_at)
    AND ARRAY(SELECT tag_id FROM public.article_tag WHERE article_id = a.id ORDER BY position)
      = ARRAY(SELECT tag_id FROM public.draft_tag WHERE article_id = a.id ORDER BY position)
    AND ARRAY(SELECT author_id FROM public.article_author WHERE article_id = a.id ORDER BY position)
      = ARRAY(SELECT author_id FROM public.draft_author WHERE article_id = a.id ORDER BY position);
