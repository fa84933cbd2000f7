-- CreateTable
CREATE TABLE "newsletter_issue_views" (
    "issue_id" INTEGER NOT NULL,
    "article_id" INTEGER NOT NULL,
    "total" INTEGER NOT NULL,

    CONSTRAINT "newsletter_issue_views_pkey" PRIMARY KEY ("issue_id","article_id")
);

-- CreateIndex
CREATE INDEX "newsletter_issue_views_article_id_idx" ON "newsletter_issue_views"("article_id");

-- AddForeignKey
ALTER TABLE "newsletter_issue_views" ADD CONSTRAINT "newsletter_issue_views_issue_id_fkey" FOREIGN KEY ("issue_id") REFERENCES "newsletter_issue"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "newsletter_issue_views" ADD CONSTRAINT "newsletter_issue_views_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "draft"("id") ON DELETE CASCADE ON UPDATE CASCADE;
