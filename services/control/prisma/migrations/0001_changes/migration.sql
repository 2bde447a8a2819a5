CREATE TYPE "RuleSet" AS ENUM ('plans', 'classes', 'experiments');
CREATE TYPE "Outcome" AS ENUM ('pending', 'active', 'partial', 'rolled_back', 'failed', 'outside');

CREATE TABLE "changes" (
    "id" UUID NOT NULL,
    "rule_set" "RuleSet" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "author_id" TEXT,
    "author_name" TEXT,
    "note" TEXT,
    "reverts_id" UUID,
    "before" TEXT,
    "after" TEXT NOT NULL,
    "module_before" TEXT,
    "module_after" TEXT NOT NULL,
    "modify_index" BIGINT,
    "outcome" "Outcome" NOT NULL,
    "activation" JSONB,
    CONSTRAINT "changes_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "changes_rule_set_id_idx" ON "changes"("rule_set", "id");
CREATE UNIQUE INDEX "changes_rule_set_modify_index_key" ON "changes"("rule_set", "modify_index");
