-- Pull: where each shop's walk stands, what sweeps and back-fills found, and which open orders were looked at last.
CREATE TABLE "sync_cursors" (
    "shop_id" UUID NOT NULL,
    "merchant_id" UUID NOT NULL,
    "cursor" JSONB,
    "polled_at" TIMESTAMPTZ(3),
    "failed_at" TIMESTAMPTZ(3),
    "failure" TEXT,

    CONSTRAINT "sync_cursors_pkey" PRIMARY KEY ("shop_id")
);

CREATE TABLE "sync_runs" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "merchant_id" UUID NOT NULL,
    "shop_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "from_day" DATE NOT NULL,
    "to_day" DATE NOT NULL,
    "days_done" INTEGER NOT NULL DEFAULT 0,
    "checked" INTEGER NOT NULL DEFAULT 0,
    "differences" INTEGER NOT NULL DEFAULT 0,
    "failure" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "sync_runs_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "sync_differences" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "merchant_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "shop_id" UUID NOT NULL,
    "platform_order_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "hub_has" TEXT,
    "platform_has" TEXT,
    "repaired" BOOLEAN NOT NULL,
    "found_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sync_differences_pkey" PRIMARY KEY ("id")
);

ALTER TABLE "orders" ADD COLUMN "checked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

CREATE INDEX "sync_runs_merchant_id_started_at_idx" ON "sync_runs"("merchant_id", "started_at");
CREATE UNIQUE INDEX "sync_differences_run_id_platform_order_id_key" ON "sync_differences"("run_id", "platform_order_id");

ALTER TABLE "sync_cursors" ADD CONSTRAINT "sync_cursors_shop_id_fkey" FOREIGN KEY ("shop_id") REFERENCES "shops"("id");
ALTER TABLE "sync_runs" ADD CONSTRAINT "sync_runs_shop_id_fkey" FOREIGN KEY ("shop_id") REFERENCES "shops"("id");
ALTER TABLE "sync_differences" ADD CONSTRAINT "sync_differences_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "sync_runs"("id");

-- What Prisma cannot express follows.

-- The orders that a poll looks at again, longest unseen first. As small as the work at hand.
CREATE INDEX "orders_open_checked" ON "orders"("shop_id", "checked_at") WHERE "state" IN ('placed', 'paid', 'accepted');
-- One back-fill or sweep of a shop at a time.
CREATE UNIQUE INDEX "sync_runs_one_running" ON "sync_runs"("shop_id", "kind") WHERE "state" IN ('running', 'paused');

ALTER TABLE "sync_runs"
    ADD CONSTRAINT "sync_runs_kind" CHECK ("kind" IN ('sweep', 'backfill')),
    ADD CONSTRAINT "sync_runs_state" CHECK ("state" IN ('running', 'paused', 'done', 'failed')),
    ADD CONSTRAINT "sync_runs_days" CHECK ("from_day" <= "to_day");
ALTER TABLE "sync_differences"
    ADD CONSTRAINT "sync_differences_kind" CHECK ("kind" IN ('missing_in_hub', 'missing_on_platform', 'state_differs', 'unreadable'));

-- A person may put a parked message aside for good, with a reason; it stays stored.
ALTER TABLE "inbound_messages"
    ADD COLUMN "dismissed_by" TEXT,
    ADD COLUMN "dismissed_reason" TEXT,
    DROP CONSTRAINT "inbound_messages_state",
    ADD CONSTRAINT "inbound_messages_state" CHECK ("state" IN ('waiting', 'done', 'parked', 'dismissed'));

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['sync_cursors', 'sync_runs', 'sync_differences']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY one_merchant ON %I TO jiedan_app USING (merchant_id = (SELECT current_merchant())) WITH CHECK (merchant_id = (SELECT current_merchant()))', name);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO jiedan_app', name);
    END LOOP;
END
$$;
