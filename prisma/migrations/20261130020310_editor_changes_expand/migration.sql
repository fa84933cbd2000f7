-- AlterTable
ALTER TABLE "change_log" ADD COLUMN     "editor_trimmed_to" BIGINT NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "editor_change" (
    "sequence" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "kind" TEXT NOT NULL,
    "node_type" TEXT NOT NULL,
    "node_id" INTEGER NOT NULL,
    "actor_id" INTEGER,
    "revision" INTEGER,
    "scheduled_for" TIMESTAMPTZ(3),
    "merged_into" INTEGER,
    "transaction_id" BIGINT NOT NULL DEFAULT pg_current_xact_id()::text::bigint,

    CONSTRAINT "editor_change_pkey" PRIMARY KEY ("sequence")
);

-- CreateIndex
CREATE INDEX "editor_change_at_idx" ON "editor_change"("at");

-- CreateIndex
CREATE INDEX "editor_change_node_type_node_id_sequence_idx" ON "editor_change"("node_type", "node_id", "sequence");

-- Functions, triggers and views: 8e146d81b18b5c09c84a19086cfd79d9f53ab5b472fc04b0130cf1996a165fe4
