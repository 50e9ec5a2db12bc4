-- Tables and plain indexes, as prisma/schema.prisma has them.
CREATE TABLE "merchants" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "name" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL DEFAULT 'Asia/Shanghai',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "merchants_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "merchant_counters" (
    "merchant_id" UUID NOT NULL,
    "order_number" BIGINT NOT NULL DEFAULT 0,
    "event_sequence" BIGINT NOT NULL DEFAULT 0,
    "not_accepted" INTEGER NOT NULL DEFAULT 0,
    "assigned" INTEGER NOT NULL DEFAULT 0,
    "in_progress" INTEGER NOT NULL DEFAULT 0,
    "completed" INTEGER NOT NULL DEFAULT 0,
    "cancelled" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "merchant_counters_pkey" PRIMARY KEY ("merchant_id")
);

CREATE TABLE "users" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "merchant_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "user_sessions" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "merchant_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "family_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "replaced_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_sessions_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "api_keys" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "merchant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "key_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "connections" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "merchant_id" UUID NOT NULL,
    "platform" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "config_encrypted" BYTEA NOT NULL,
    "registered_base_url" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "connections_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "shops" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "merchant_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "platform" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "platform_shop_id" TEXT NOT NULL,
    "accept_deadline_seconds" INTEGER NOT NULL DEFAULT 300,
    "last_push_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "shops_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "inbound_messages" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "merchant_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "shop_id" UUID,
    "platform_shop_id" TEXT,
    "platform_order_id" TEXT,
    "kind" TEXT NOT NULL,
    "message_key" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "parked_reason" TEXT,
    "parked_detail" TEXT,
    "payload_encrypted" BYTEA NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "repeat_count" INTEGER NOT NULL DEFAULT 0,
    "leased_until" TIMESTAMPTZ(3),
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "inbound_messages_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "orders" (
    "id" UUID NOT NULL,
    "merchant_id" UUID NOT NULL,
    "shop_id" UUID NOT NULL,
    "platform" TEXT NOT NULL,
    "platform_order_id" TEXT NOT NULL,
    "number" BIGINT NOT NULL,
    "day_number" INTEGER,
    "state" TEXT NOT NULL,
    "fulfilment" TEXT NOT NULL,
    "refund_state" TEXT NOT NULL,
    "phase" TEXT NOT NULL,
    "total_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "merchant_receives_minor" BIGINT,
    "delivery_mode" TEXT NOT NULL,
    "promised_at" TIMESTAMPTZ(3),
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "paid_at" TIMESTAMPTZ(3),
    "accept_deadline_at" TIMESTAMPTZ(3),
    "facts" JSONB NOT NULL,
    "snapshot_at" TIMESTAMPTZ(3) NOT NULL,
    "amounts" JSONB NOT NULL,
    "lines_summary" JSONB NOT NULL,
    "lines_count" INTEGER NOT NULL,
    "customer_encrypted" BYTEA NOT NULL,
    "search_tokens" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "orders_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "order_lines" (
    "id" UUID NOT NULL,
    "merchant_id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "spec" TEXT,
    "sku_code" TEXT,
    "quantity" INTEGER NOT NULL,
    "unit_price_minor" BIGINT NOT NULL,
    "total_minor" BIGINT NOT NULL,

    CONSTRAINT "order_lines_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "order_events" (
    "id" UUID NOT NULL,
    "merchant_id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "sequence" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "reason_code" TEXT,
    "actor" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "message_id" UUID,
    "command_id" UUID,
    "detail" JSONB NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "order_events_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "commands" (
    "id" UUID NOT NULL,
    "merchant_id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "action" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "input" JSONB NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "platform_code" TEXT,
    "platform_message" TEXT,

    CONSTRAINT "commands_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "users_email_key" ON "users"("email");
CREATE UNIQUE INDEX "user_sessions_token_hash_key" ON "user_sessions"("token_hash");
CREATE INDEX "user_sessions_family_id_idx" ON "user_sessions"("family_id");
CREATE UNIQUE INDEX "api_keys_key_hash_key" ON "api_keys"("key_hash");
CREATE INDEX "connections_merchant_id_idx" ON "connections"("merchant_id");
CREATE UNIQUE INDEX "shops_connection_id_platform_shop_id_key" ON "shops"("connection_id", "platform_shop_id");
CREATE INDEX "shops_merchant_id_idx" ON "shops"("merchant_id");
CREATE INDEX "inbound_messages_connection_id_platform_order_id_idx" ON "inbound_messages"("connection_id", "platform_order_id");
CREATE UNIQUE INDEX "inbound_messages_connection_id_message_key_key" ON "inbound_messages"("connection_id", "message_key");
CREATE UNIQUE INDEX "orders_shop_id_platform_order_id_key" ON "orders"("shop_id", "platform_order_id");
CREATE UNIQUE INDEX "orders_merchant_id_number_key" ON "orders"("merchant_id", "number");
CREATE INDEX "orders_merchant_id_placed_at_id_idx" ON "orders"("merchant_id", "placed_at", "id");
CREATE INDEX "orders_merchant_id_phase_placed_at_id_idx" ON "orders"("merchant_id", "phase", "placed_at", "id");
CREATE INDEX "orders_search_tokens_idx" ON "orders" USING GIN ("search_tokens");
CREATE UNIQUE INDEX "order_lines_order_id_position_key" ON "order_lines"("order_id", "position");
CREATE UNIQUE INDEX "order_events_merchant_id_sequence_key" ON "order_events"("merchant_id", "sequence");
CREATE INDEX "order_events_order_id_sequence_idx" ON "order_events"("order_id", "sequence");
CREATE UNIQUE INDEX "commands_merchant_id_idempotency_key_key" ON "commands"("merchant_id", "idempotency_key");
CREATE INDEX "commands_order_id_asked_at_idx" ON "commands"("order_id", "asked_at");
ALTER TABLE "shops" ADD CONSTRAINT "shops_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma cannot express follows.

-- The dispatcher walks waiting messages in order of arrival; the index stays as small as the queue.
CREATE INDEX "inbound_messages_waiting" ON "inbound_messages"("received_at") WHERE "state" = 'waiting';
CREATE INDEX "inbound_messages_parked" ON "inbound_messages"("merchant_id", "received_at") WHERE "state" = 'parked';

ALTER TABLE "inbound_messages"
    ADD CONSTRAINT "inbound_messages_state" CHECK ("state" IN ('waiting', 'done', 'parked')),
    ADD CONSTRAINT "inbound_messages_source" CHECK ("source" IN ('push', 'pull')),
    ADD CONSTRAINT "inbound_messages_parked_has_reason" CHECK (("state" = 'parked') <= ("parked_reason" IS NOT NULL));
ALTER TABLE "orders"
    ADD CONSTRAINT "orders_state" CHECK ("state" IN ('placed', 'paid', 'accepted', 'completed', 'cancelled')),
    ADD CONSTRAINT "orders_fulfilment" CHECK ("fulfilment" IN ('none', 'assigned', 'preparing', 'ready', 'shipping', 'in_service', 'delivered')),
    ADD CONSTRAINT "orders_refund_state" CHECK ("refund_state" IN ('none', 'requested', 'agreed', 'refused', 'refunded')),
    ADD CONSTRAINT "orders_phase" CHECK ("phase" IN ('not_accepted', 'assigned', 'in_progress', 'completed', 'cancelled')),
    ADD CONSTRAINT "orders_total" CHECK ("total_minor" >= 0);
ALTER TABLE "commands"
    ADD CONSTRAINT "commands_state" CHECK ("state" IN ('asked', 'sent', 'done', 'refused', 'unknown'));
ALTER TABLE "order_lines"
    ADD CONSTRAINT "order_lines_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE CASCADE;
ALTER TABLE "order_events"
    ADD CONSTRAINT "order_events_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id");
ALTER TABLE "commands"
    ADD CONSTRAINT "commands_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id");

-- A double press or two clerks at once must not ask a platform twice: one running command of a kind per order.
CREATE UNIQUE INDEX "commands_one_running" ON "commands"("order_id", "action") WHERE "state" IN ('asked', 'sent', 'unknown');

-- Roles. The owner of the schema migrates; requests and workflows run as jiedan_app, which sees one merchant at a time; the door,
-- the dispatcher and log-in run as jiedan_system, which crosses merchants but sees no order. Roles belong to the whole server,
-- so another database of the same server may have made them already.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'jiedan_app') THEN
        BEGIN CREATE ROLE jiedan_app NOLOGIN NOBYPASSRLS; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'jiedan_system') THEN
        BEGIN CREATE ROLE jiedan_system NOLOGIN NOBYPASSRLS; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END;
    END IF;
    EXECUTE format('GRANT jiedan_app, jiedan_system TO %I', current_user);
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO jiedan_app, jiedan_system', current_schema());
END
$$;

CREATE FUNCTION "current_merchant"() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('jiedan.merchant_id', true), '')::uuid;

-- Every table is forced: even its owner sees nothing without a policy. The app's policy compares the row with the merchant of the
-- transaction, so a forgotten filter shows nothing instead of another merchant's rows.
DO $$
DECLARE
    name text;
    key text;
BEGIN
    FOREACH name IN ARRAY ARRAY['merchants', 'merchant_counters', 'users', 'user_sessions', 'api_keys', 'connections', 'shops',
                                'inbound_messages', 'orders', 'order_lines', 'order_events', 'commands']
    LOOP
        key := CASE name WHEN 'merchants' THEN 'id' ELSE 'merchant_id' END;
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY one_merchant ON %I TO jiedan_app USING (%I = (SELECT current_merchant())) WITH CHECK (%I = (SELECT current_merchant()))', name, key, key);
    END LOOP;
END
$$;

GRANT SELECT, INSERT, UPDATE ON "merchants", "merchant_counters", "users", "api_keys", "connections", "shops", "inbound_messages", "orders", "commands" TO jiedan_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON "order_lines" TO jiedan_app;
GRANT SELECT, INSERT ON "order_events" TO jiedan_app;

-- What crosses merchants, and no more.
CREATE POLICY system ON "merchants" FOR SELECT TO jiedan_system USING (true);
CREATE POLICY system ON "users" FOR SELECT TO jiedan_system USING (true);
CREATE POLICY system ON "api_keys" FOR SELECT TO jiedan_system USING (true);
CREATE POLICY system ON "user_sessions" TO jiedan_system USING (true) WITH CHECK (true);
CREATE POLICY system ON "connections" FOR SELECT TO jiedan_system USING (true);
CREATE POLICY system ON "shops" TO jiedan_system USING (true) WITH CHECK (true);
CREATE POLICY system ON "inbound_messages" TO jiedan_system USING (true) WITH CHECK (true);
GRANT SELECT ON "merchants", "users", "api_keys", "connections", "shops" TO jiedan_system;
GRANT UPDATE ("last_push_at") ON "shops" TO jiedan_system;
GRANT SELECT, INSERT, UPDATE ON "user_sessions", "inbound_messages" TO jiedan_system;
