-- CreateTable
CREATE TABLE "operation_document" (
    "hash" TEXT NOT NULL,
    "operation_name" TEXT,
    "text" TEXT NOT NULL,
    "first_seen_on" DATE NOT NULL,

    CONSTRAINT "operation_document_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "operation_usage" (
    "day" DATE NOT NULL,
    "document_hash" TEXT NOT NULL,
    "client_name" TEXT NOT NULL,
    "requests" BIGINT NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "operation_usage_pkey" PRIMARY KEY ("day","document_hash","client_name")
);

-- CreateIndex
CREATE INDEX "operation_document_first_seen_on_idx" ON "operation_document"("first_seen_on");

-- CreateIndex
CREATE INDEX "operation_usage_document_hash_idx" ON "operation_usage"("document_hash");
