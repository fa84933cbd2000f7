-- CreateTable
CREATE TABLE "bulk_job" (
    "id" SERIAL NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "key_id" INTEGER,
    "key_name" TEXT NOT NULL,
    "input" JSONB NOT NULL,
    "article_ids" INTEGER[],
    "total" INTEGER NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "bulk_job_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bulk_failure" (
    "job_id" INTEGER NOT NULL,
    "article_id" INTEGER NOT NULL,
    "user_errors" JSONB NOT NULL,

    CONSTRAINT "bulk_failure_pkey" PRIMARY KEY ("job_id","article_id")
);

-- CreateIndex
CREATE INDEX "bulk_job_finished_at_updated_at_idx" ON "bulk_job"("finished_at", "updated_at");

-- CreateIndex
CREATE INDEX "bulk_job_key_id_idx" ON "bulk_job"("key_id");

-- AddForeignKey
ALTER TABLE "bulk_job" ADD CONSTRAINT "bulk_job_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "api_key"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bulk_failure" ADD CONSTRAINT "bulk_failure_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "bulk_job"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Functions, triggers and views: 12ec0295ec159c1ef53214ed40eb3ff2b5c9a9c6fb836b6cc0bdaecbb95bd22c
