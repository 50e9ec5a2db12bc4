-- People by invitation, keys with scopes, shop limits, and a record of acts that cannot be changed unnoticed.
-- AlterTable
ALTER TABLE "api_keys" ADD COLUMN     "created_by" TEXT,
ADD COLUMN     "key_start" TEXT,
ADD COLUMN     "last_used_at" TIMESTAMPTZ(3),
ADD COLUMN     "previous_key_hash" BYTEA,
ADD COLUMN     "previous_until" TIMESTAMPTZ(3),
ADD COLUMN     "rate_per_minute" INTEGER,
ADD COLUMN     "scopes" TEXT[],
ADD COLUMN     "shop_ids" UUID[];

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "last_log_in_at" TIMESTAMPTZ(3),
ADD COLUMN     "shop_ids" UUID[],
ADD COLUMN     "totp_confirmed_at" TIMESTAMPTZ(3),
ADD COLUMN     "totp_encrypted" BYTEA,
ADD COLUMN     "totp_last_step" BIGINT;

-- CreateTable
CREATE TABLE "recovery_codes" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "merchant_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "code_hash" BYTEA NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "recovery_codes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "password_links" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "merchant_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "password_links_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "log_in_throttles" (
    "key_hash" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "blocked_until" TIMESTAMPTZ(3),

    CONSTRAINT "log_in_throttles_pkey" PRIMARY KEY ("key_hash")
);

-- CreateTable
CREATE TABLE "rate_windows" (
    "key_id" UUID NOT NULL,
    "window_start" TIMESTAMPTZ(3) NOT NULL,
    "taken" INTEGER NOT NULL,

    CONSTRAINT "rate_windows_pkey" PRIMARY KEY ("key_id","window_start")
);

-- CreateTable
CREATE TABLE "audit_entries" (
    "merchant_id" UUID NOT NULL,
    "sequence" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" UUID,
    "actor_name" TEXT NOT NULL,
    "act" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "subject" TEXT,
    "address" TEXT,
    "request_id" TEXT,
    "details" JSON NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("merchant_id","sequence")
);

-- CreateTable
CREATE TABLE "audit_heads" (
    "merchant_id" UUID NOT NULL,
    "sequence" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_heads_pkey" PRIMARY KEY ("merchant_id")
);

-- CreateIndex
CREATE INDEX "recovery_codes_user_id_idx" ON "recovery_codes"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "password_links_token_hash_key" ON "password_links"("token_hash");

-- CreateIndex
CREATE INDEX "password_links_user_id_idx" ON "password_links"("user_id");

-- CreateIndex
CREATE INDEX "log_in_throttles_last_at_idx" ON "log_in_throttles"("last_at");

-- CreateIndex
CREATE INDEX "audit_entries_merchant_id_at_idx" ON "audit_entries"("merchant_id", "at");

-- CreateIndex
CREATE INDEX "audit_entries_merchant_id_subject_idx" ON "audit_entries"("merchant_id", "subject");

-- CreateIndex
CREATE INDEX "audit_entries_merchant_id_actor_id_sequence_idx" ON "audit_entries"("merchant_id", "actor_id", "sequence");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_previous_key_hash_key" ON "api_keys"("previous_key_hash");

-- CreateIndex
CREATE INDEX "api_keys_merchant_id_idx" ON "api_keys"("merchant_id");

-- CreateIndex
CREATE INDEX "orders_merchant_id_shop_id_phase_idx" ON "orders"("merchant_id", "shop_id", "phase");

-- CreateIndex
CREATE INDEX "user_sessions_user_id_idx" ON "user_sessions"("user_id");

-- CreateIndex
CREATE INDEX "users_merchant_id_idx" ON "users"("merchant_id");

-- What Prisma cannot express follows.
ALTER TABLE "password_links" ADD CONSTRAINT "password_links_purpose" CHECK ("purpose" IN ('invitation', 'reset'));
ALTER TABLE "audit_entries"
    ADD CONSTRAINT "audit_entries_actor_kind" CHECK ("actor_kind" IN ('user', 'api_key', 'operator', 'system')),
    ADD CONSTRAINT "audit_entries_outcome" CHECK ("outcome" IN ('done', 'refused'));
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_previous" CHECK (("previous_key_hash" IS NULL) = ("previous_until" IS NULL));

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['recovery_codes', 'password_links', 'audit_entries', 'audit_heads']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY one_merchant ON %I TO jiedan_app USING (merchant_id = (SELECT current_merchant())) WITH CHECK (merchant_id = (SELECT current_merchant()))', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['log_in_throttles', 'rate_windows']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY system ON %I TO jiedan_system USING (true) WITH CHECK (true)', name);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO jiedan_system', name);
    END LOOP;
END
$$;
GRANT SELECT, INSERT, UPDATE, DELETE ON "recovery_codes" TO jiedan_app;
GRANT SELECT, INSERT, UPDATE ON "password_links", "audit_heads", "user_sessions" TO jiedan_app;
GRANT SELECT, INSERT ON "audit_entries" TO jiedan_app;

-- Whoever follows a link names no merchant; the command line checks all chains.
CREATE POLICY system ON "password_links" FOR SELECT TO jiedan_system USING (true);
CREATE POLICY system ON "audit_entries" FOR SELECT TO jiedan_system USING (true);
CREATE POLICY system ON "audit_heads" FOR SELECT TO jiedan_system USING (true);
GRANT SELECT ON "password_links", "audit_entries", "audit_heads" TO jiedan_system;
CREATE POLICY system_used ON "api_keys" FOR UPDATE TO jiedan_system USING (true) WITH CHECK (true);
GRANT UPDATE ("last_used_at") ON "api_keys" TO jiedan_system;

-- Who is limited to some shops asks as a role of its own. The policies of jiedan_app hold for it, these narrow them, and the
-- statements of everybody else are planned as before.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'jiedan_limited') THEN
        BEGIN CREATE ROLE jiedan_limited NOLOGIN NOBYPASSRLS; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END;
    END IF;
    -- Several databases of one server are migrated at once in tests; a grant that another has just made is as good.
    IF NOT pg_has_role('jiedan_limited', 'jiedan_app', 'USAGE') THEN
        BEGIN GRANT jiedan_app TO jiedan_limited; EXCEPTION WHEN unique_violation OR internal_error THEN NULL; END;
    END IF;
    EXECUTE format('GRANT jiedan_limited TO %I', current_user);
END
$$;

CREATE FUNCTION "current_shops"() RETURNS uuid[]
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(nullif(current_setting('jiedan.shop_ids', true), '')::uuid[], ARRAY[]::uuid[]);

DO $$
DECLARE
    name text;
    of_shop text[] := ARRAY['orders', 'inbound_messages', 'sync_cursors', 'sync_runs', 'sync_differences'];
    of_order text[] := ARRAY['order_lines', 'order_events', 'commands'];
BEGIN
    FOREACH name IN ARRAY of_shop
    LOOP
        EXECUTE format('CREATE POLICY own_shops ON %I AS RESTRICTIVE TO jiedan_limited USING (shop_id = ANY ((SELECT current_shops())::uuid[]))', name);
    END LOOP;
    FOREACH name IN ARRAY of_order
    LOOP
        EXECUTE format('CREATE POLICY own_shops ON %I AS RESTRICTIVE TO jiedan_limited USING (EXISTS (SELECT FROM orders o WHERE o.id = order_id))', name);
    END LOOP;
END
$$;
CREATE POLICY own_shops ON "shops" AS RESTRICTIVE TO jiedan_limited USING (id = ANY ((SELECT current_shops())::uuid[]));
CREATE POLICY own_shops ON "connections" AS RESTRICTIVE TO jiedan_limited USING (EXISTS (SELECT FROM shops s WHERE s.connection_id = connections.id));
CREATE POLICY own_shops ON "connection_tokens" AS RESTRICTIVE TO jiedan_limited USING (EXISTS (SELECT FROM shops s WHERE s.connection_id = connection_tokens.connection_id));
CREATE POLICY own_shops ON "joined_commands" AS RESTRICTIVE TO jiedan_limited USING (EXISTS (SELECT FROM commands c WHERE c.id = command_id));

-- The record of acts only grows. Whoever owns the server can switch this off; then the chain tells (`jiedan audit verify`).
CREATE FUNCTION "refuse_change"() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_entries" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION "length_prefixed"(field text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN field IS NULL THEN '-:' ELSE octet_length(field)::text || ':' || field END;

-- Appends one act to the merchant's chain. Each field is prefixed with its length in bytes, so that no two rows hash alike. The head is
-- locked until the end of the transaction: call it last. With only_after_writes a transaction that has written nothing is left alone.
CREATE FUNCTION "append_audit"(
    only_after_writes boolean, actor_kind text, actor_id uuid, actor_name text, act text, outcome text,
    subject text, address text, request_id text, details json
) RETURNS boolean
    LANGUAGE plpgsql AS $$
DECLARE
    merchant uuid := current_merchant();
    head audit_heads;
    moment timestamptz(3);
    next_hash bytea;
BEGIN
    IF only_after_writes AND pg_current_xact_id_if_assigned() IS NULL THEN
        RETURN false;
    END IF;
    SELECT * INTO head FROM audit_heads h WHERE h.merchant_id = merchant FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO audit_heads VALUES (merchant, 0, decode(repeat('00', 32), 'hex')) ON CONFLICT DO NOTHING;
        SELECT * INTO head FROM audit_heads h WHERE h.merchant_id = merchant FOR UPDATE;
    END IF;
    -- Taken under the lock, so that times grow with the sequence.
    moment := date_trunc('milliseconds', clock_timestamp());
    next_hash := sha256(head.hash || convert_to(
        length_prefixed('jiedan audit 1') || length_prefixed(merchant::text) || length_prefixed((head.sequence + 1)::text)
        || length_prefixed((extract(epoch FROM moment) * 1000)::bigint::text)
        || length_prefixed(actor_kind) || length_prefixed(actor_id::text) || length_prefixed(actor_name)
        || length_prefixed(act) || length_prefixed(outcome) || length_prefixed(subject)
        || length_prefixed(address) || length_prefixed(request_id) || length_prefixed(details::text), 'UTF8'));
    INSERT INTO audit_entries
    VALUES (merchant, head.sequence + 1, moment, actor_kind, actor_id, actor_name, act, outcome, subject, address, request_id, details, next_hash);
    UPDATE audit_heads h SET sequence = head.sequence + 1, hash = next_hash WHERE h.merchant_id = merchant;
    RETURN true;
END
$$;
