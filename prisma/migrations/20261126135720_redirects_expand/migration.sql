-- CreateTable
CREATE TABLE "redirect" (
    "id" SERIAL NOT NULL,
    "path" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "is_permanent" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "redirect_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "redirect_path_key" ON "redirect"("path");
