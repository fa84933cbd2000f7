-- A series may have an ID at its source too. Rows of the release before fulfil the new check.
ALTER TABLE "source_term" DROP CONSTRAINT "source_term_has_one_row",
  ADD CONSTRAINT "source_term_has_one_row" CHECK (num_nonnulls("section_id", "tag_id", "author_id", "series_id") = 1);
