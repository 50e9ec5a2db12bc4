-- Webhooks to integrators: who gets what, what is on its way, what became of it.
CREATE TABLE "webhook_endpoints" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "merchant_id" UUID NOT NULL,
    "url" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "event_types" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "shop_ids" UUID[] DEFAULT ARRAY[]::UUID[],
    "state" TEXT NOT NULL DEFAULT 'enabled',
    "disabled_reason" TEXT,
    "disabled_at" TIMESTAMPTZ(3),
    "secret_encrypted" BYTEA NOT NULL,
    "previous_secret_encrypted" BYTEA,
    "previous_secret_until" TIMESTAMPTZ(3),
    "failing_since" TIMESTAMPTZ(3),
    "failure_count" INTEGER NOT NULL DEFAULT 0,
    "last_failure" TEXT,
    "last_success_at" TIMESTAMPTZ(3),
    "hold_until" TIMESTAMPTZ(3),
    "told_until" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_endpoints_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "webhook_deliveries" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "merchant_id" UUID NOT NULL,
    "endpoint_id" UUID NOT NULL,
    "position" BIGSERIAL NOT NULL,
    "event_type" TEXT NOT NULL,
    "source_key" TEXT NOT NULL,
    "order_id" UUID,
    "body" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "first_tried_at" TIMESTAMPTZ(3),
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_attempt_at" TIMESTAMPTZ(3),
    "last_status" INTEGER,
    "last_failure" TEXT,
    "last_latency_ms" INTEGER,
    "delivered_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_deliveries_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "webhook_attempts" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "merchant_id" UUID NOT NULL,
    "delivery_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "status" INTEGER,
    "failure" TEXT,
    "latency_ms" INTEGER NOT NULL,
    "answer" TEXT NOT NULL,

    CONSTRAINT "webhook_attempts_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "webhook_positions" (
    "merchant_id" UUID NOT NULL,
    "event_sequence" BIGINT NOT NULL,

    CONSTRAINT "webhook_positions_pkey" PRIMARY KEY ("merchant_id")
);

CREATE TABLE "webhook_facts" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "merchant_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "told_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_facts_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "webhook_endpoints_merchant_id_idx" ON "webhook_endpoints"("merchant_id");
CREATE INDEX "webhook_deliveries_endpoint_id_created_at_id_idx" ON "webhook_deliveries"("endpoint_id", "created_at", "id");
CREATE UNIQUE INDEX "webhook_deliveries_endpoint_id_source_key_key" ON "webhook_deliveries"("endpoint_id", "source_key");
CREATE INDEX "webhook_attempts_delivery_id_at_idx" ON "webhook_attempts"("delivery_id", "at");
CREATE INDEX "webhook_facts_merchant_id_at_idx" ON "webhook_facts"("merchant_id", "at");
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "webhook_endpoints"("id");
ALTER TABLE "webhook_attempts" ADD CONSTRAINT "webhook_attempts_delivery_id_fkey" FOREIGN KEY ("delivery_id") REFERENCES "webhook_deliveries"("id") ON DELETE CASCADE;

-- What Prisma cannot express follows.

-- As small as what is on its way: the next in line of an endpoint, and whether something older of the same order is still waiting.
CREATE INDEX "webhook_deliveries_waiting" ON "webhook_deliveries"("endpoint_id", "position") WHERE "state" = 'waiting';
CREATE INDEX "webhook_deliveries_waiting_order" ON "webhook_deliveries"("endpoint_id", "order_id", "position") WHERE "state" = 'waiting';
CREATE INDEX "webhook_deliveries_due" ON "webhook_deliveries"("next_attempt_at") WHERE "state" = 'waiting';
CREATE INDEX "webhook_facts_untold" ON "webhook_facts"("merchant_id") WHERE "told_at" IS NULL;

ALTER TABLE "webhook_endpoints"
    ADD CONSTRAINT "webhook_endpoints_state" CHECK ("state" IN ('enabled', 'disabled')),
    ADD CONSTRAINT "webhook_endpoints_disabled_has_reason" CHECK (("state" = 'disabled') = ("disabled_reason" IS NOT NULL)),
    ADD CONSTRAINT "webhook_endpoints_disabled_reason" CHECK ("disabled_reason" IN ('person', 'gone', 'failing'));
ALTER TABLE "webhook_deliveries"
    ADD CONSTRAINT "webhook_deliveries_state" CHECK ("state" IN ('waiting', 'delivered', 'given_up'));
ALTER TABLE "webhook_facts"
    ADD CONSTRAINT "webhook_facts_kind" CHECK ("kind" IN ('command_finished', 'message_parked'));

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['webhook_endpoints', 'webhook_deliveries', 'webhook_attempts', 'webhook_positions', 'webhook_facts']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY one_merchant ON %I TO jiedan_app USING (merchant_id = (SELECT current_merchant())) WITH CHECK (merchant_id = (SELECT current_merchant()))', name);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO jiedan_app', name);
    END LOOP;
END
$$;
GRANT USAGE ON SEQUENCE "webhook_deliveries_position_seq" TO jiedan_app;

-- Who looks for work crosses merchants and sees that there is some, not what it is. It also clears away what is old.
CREATE POLICY system ON "webhook_positions" FOR SELECT TO jiedan_system USING (true);
CREATE POLICY system ON "merchant_counters" FOR SELECT TO jiedan_system USING (true);
CREATE POLICY system ON "webhook_endpoints" TO jiedan_system USING (true) WITH CHECK (true);
CREATE POLICY system ON "webhook_deliveries" TO jiedan_system USING (true) WITH CHECK (true);
CREATE POLICY system ON "webhook_attempts" TO jiedan_system USING (true) WITH CHECK (true);
CREATE POLICY system ON "webhook_facts" TO jiedan_system USING (true) WITH CHECK (true);
GRANT SELECT ON "webhook_positions" TO jiedan_system;
GRANT SELECT ("merchant_id", "event_sequence") ON "merchant_counters" TO jiedan_system;
GRANT SELECT ("id", "merchant_id", "state", "hold_until", "told_until", "deleted_at", "disabled_reason") ON "webhook_endpoints" TO jiedan_system;
GRANT UPDATE ("told_until") ON "webhook_endpoints" TO jiedan_system;
GRANT SELECT ("id", "endpoint_id", "order_id", "position", "state", "next_attempt_at", "created_at"), DELETE ON "webhook_deliveries" TO jiedan_system;
GRANT SELECT ("id", "merchant_id", "at", "told_at"), INSERT, DELETE ON "webhook_facts" TO jiedan_system;

-- Facts that no order event tells are written down where they come to be, in the same transaction. The conditions are checked
-- without a call, so rows that tell nothing pay nothing; a merchant without endpoints has no use for the row.
CREATE FUNCTION "note_finished_command"() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO webhook_facts (merchant_id, kind, subject_id)
    SELECT NEW.merchant_id, 'command_finished', NEW.id
    WHERE EXISTS (SELECT FROM webhook_endpoints e WHERE e.merchant_id = NEW.merchant_id AND e.deleted_at IS NULL);
    RETURN NULL;
END
$$;
CREATE FUNCTION "note_parked_message"() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO webhook_facts (merchant_id, kind, subject_id, detail)
    SELECT NEW.merchant_id, 'message_parked', NEW.id, jsonb_build_object('reason', NEW.parked_reason)
    WHERE EXISTS (SELECT FROM webhook_endpoints e WHERE e.merchant_id = NEW.merchant_id AND e.deleted_at IS NULL);
    RETURN NULL;
END
$$;
CREATE TRIGGER "commands_finished" AFTER UPDATE ON "commands"
    FOR EACH ROW WHEN (OLD.finished_at IS NULL AND NEW.finished_at IS NOT NULL) EXECUTE FUNCTION "note_finished_command"();
CREATE TRIGGER "inbound_messages_parked_new" AFTER INSERT ON "inbound_messages"
    FOR EACH ROW WHEN (NEW.state = 'parked') EXECUTE FUNCTION "note_parked_message"();
CREATE TRIGGER "inbound_messages_parked_later" AFTER UPDATE ON "inbound_messages"
    FOR EACH ROW WHEN (NEW.state = 'parked' AND OLD.state <> 'parked') EXECUTE FUNCTION "note_parked_message"();
