ALTER TABLE "images"
    ADD COLUMN "alt" TEXT NOT NULL DEFAULT '',
    ADD COLUMN "sent_hash" CHAR(64),
    ADD COLUMN "placeholder" TEXT,
    ADD COLUMN "likes" INTEGER NOT NULL DEFAULT 0;

-- Until now bytes were stored as they were sent. Accents are folded as the app folds them from now on.
UPDATE "images" SET
    "sent_hash" = "hash",
    "search_text" = regexp_replace(normalize("search_text", NFKD), '[\u0300-\u036F]', '', 'g');
ALTER TABLE "images" ALTER COLUMN "sent_hash" SET NOT NULL;

-- Words take the place of substrings.
DROP INDEX "images_search_text_idx";
DROP EXTENSION IF EXISTS pg_trgm;
ALTER TABLE "images" ADD COLUMN "search" tsvector
    GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, search_text) || to_tsvector('english'::regconfig, search_text)) STORED;

CREATE TABLE "likes" (
    "image_id" UUID NOT NULL,
    "user_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "likes_pkey" PRIMARY KEY ("image_id", "user_id"),
    CONSTRAINT "likes_image_id_fkey" FOREIGN KEY ("image_id") REFERENCES "images"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "likes_user_id_idx" ON "likes"("user_id");

-- Ids are no order any more: clients make them too.
DROP INDEX "images_owner_id_id_idx";
CREATE INDEX "images_owner_id_created_at_id_idx" ON "images"("owner_id", "created_at", "id");
CREATE INDEX "images_created_at_id_idx" ON "images"("created_at", "id");
CREATE INDEX "images_likes_id_idx" ON "images"("likes", "id");
CREATE INDEX "images_tags_idx" ON "images" USING GIN ("tags");
CREATE INDEX "images_search_idx" ON "images" USING GIN ("search");
