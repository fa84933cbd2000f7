-- Copies the sections of a draft to its published article. Called by sync_article_sections().
CREATE OR REPLACE FUNCTION public.publish_sections(published_id int) RETURNS void LANGUAGE sql AS $$
  DELETE FROM public.article_section WHERE article_id = published_id;
  INSERT INTO public.article_section (article_id, section_id, position, listed_at)
  SELECT a.id, d.section_id, d.position, a.listed_at
  FROM public.draft_section d JOIN public.article a ON a.id = d.article_id WHERE a.id = published_id;
$$;
