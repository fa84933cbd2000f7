-- CreateTable
CREATE TABLE "menu" (
    "location" TEXT NOT NULL,
    "source" TEXT,

    CONSTRAINT "menu_pkey" PRIMARY KEY ("location")
);

-- CreateTable
CREATE TABLE "menu_item" (
    "location" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "depth" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "url" TEXT NOT NULL,

    CONSTRAINT "menu_item_pkey" PRIMARY KEY ("location","position")
);

-- AddForeignKey
ALTER TABLE "menu_item" ADD CONSTRAINT "menu_item_location_fkey" FOREIGN KEY ("location") REFERENCES "menu"("location") ON DELETE CASCADE ON UPDATE CASCADE;
