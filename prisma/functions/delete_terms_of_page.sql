-- Trigger before a page is deleted: deletes its terms while count_terms() can see that it is a page.
CREATE OR REPLACE FUNCTION public.delete_terms_of_page() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM public.article_tag WHERE article_id = OLD.id;
  DELETE FROM public.article_author WHERE article_id = OLD.id;
  DELETE FROM public.article_section WHERE article_id = OLD.id;
  RETURN OLD;
END $$;
