-- CreateTable
CREATE TABLE "source_term" (
    "source" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "source_slug" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "section_id" INTEGER,
    "tag_id" INTEGER,
    "author_id" INTEGER,

    CONSTRAINT "source_term_pkey" PRIMARY KEY ("source","kind","source_id"),
    CONSTRAINT "source_term_has_one_row" CHECK (num_nonnulls("section_id", "tag_id", "author_id") = 1)
);

-- CreateIndex
CREATE INDEX "source_term_section_id_idx" ON "source_term"("section_id");

-- CreateIndex
CREATE INDEX "source_term_tag_id_idx" ON "source_term"("tag_id");

-- CreateIndex
CREATE INDEX "source_term_author_id_idx" ON "source_term"("author_id");

-- AddForeignKey
ALTER TABLE "source_term" ADD CONSTRAINT "source_term_section_id_fkey" FOREIGN KEY ("section_id") REFERENCES "section"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "source_term" ADD CONSTRAINT "source_term_tag_id_fkey" FOREIGN KEY ("tag_id") REFERENCES "tag"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "source_term" ADD CONSTRAINT "source_term_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "author"("id") ON DELETE CASCADE ON UPDATE CASCADE;
