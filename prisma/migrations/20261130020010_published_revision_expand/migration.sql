-- AlterTable
ALTER TABLE "draft" ADD COLUMN     "published_revision" INTEGER;

-- The function and its trigger, so that a publication by an instance of the release before is not missed.
CREATE FUNCTION public.record_published_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    UPDATE public.draft SET published_revision = NULL WHERE id = OLD.id;
  ELSE
    UPDATE public.draft SET published_revision = NEW.revision
      WHERE id = NEW.id AND published_revision IS DISTINCT FROM NEW.revision;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER record_published_revision AFTER INSERT OR DELETE OR UPDATE OF revision ON public.article
  FOR EACH ROW EXECUTE FUNCTION public.record_published_revision();

UPDATE draft d SET published_revision = a.revision FROM article a WHERE a.id = d.id;

-- Drafts that differ from what readers see: few, however many articles there are.
CREATE INDEX "draft_unpublished_changes_idx" ON "draft"("id") WHERE published_revision IS DISTINCT FROM revision;

-- Functions, triggers and views: 203a5a965a550e8eb4f2e2454533ff4011bd6c85c1540fc02d8edaf7aee71d44
