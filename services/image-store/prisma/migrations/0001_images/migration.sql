-- Finds a substring without reading every title; part of PostgreSQL's contrib, and trusted since PostgreSQL 13.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TYPE "Visibility" AS ENUM ('public', 'private');

CREATE TABLE "images" (
    "id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "tags" TEXT[],
    "search_text" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "owner_name" TEXT NOT NULL,
    "visibility" "Visibility" NOT NULL,
    "hash" CHAR(64) NOT NULL,
    "format" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "width" INTEGER NOT NULL,
    "height" INTEGER NOT NULL,
    "frames" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "images_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "images_hash_idx" ON "images"("hash");
CREATE INDEX "images_owner_id_id_idx" ON "images"("owner_id", "id");
CREATE INDEX "images_search_text_idx" ON "images" USING GIN ("search_text" gin_trgm_ops);
