CREATE TABLE "account_deletions" (
    "account_id" UUID NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "failures" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "account_deletions_pkey" PRIMARY KEY ("account_id")
);

CREATE TABLE "known_clients" (
    "account_id" UUID NOT NULL,
    "client" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "known_clients_pkey" PRIMARY KEY ("account_id", "client")
);

CREATE TABLE "password_guesses" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "expire" TIMESTAMPTZ(3),
    CONSTRAINT "password_guesses_pkey" PRIMARY KEY ("key")
);

CREATE INDEX "account_deletions_due_at_idx" ON "account_deletions"("due_at");
CREATE INDEX "known_clients_seen_at_idx" ON "known_clients"("seen_at");
CREATE INDEX "password_guesses_expire_idx" ON "password_guesses"("expire");

ALTER TABLE "account_deletions" ADD CONSTRAINT "account_deletions_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "known_clients" ADD CONSTRAINT "known_clients_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE;
