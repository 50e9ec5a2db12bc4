-- Backups, and what is left to do after a restore.
CREATE TABLE "chores" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "kind" TEXT NOT NULL,
    "input" JSONB NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "chores_pkey" PRIMARY KEY ("id")
);

-- What Prisma cannot express follows. A chore is the install's and belongs to no merchant.
ALTER TABLE "chores" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "chores" FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON "chores" TO jiedan_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON "chores" TO jiedan_system;

-- A role that reads every row and can do nothing else. Only a backup takes it, for one transaction.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'jiedan_backup') THEN
        BEGIN CREATE ROLE jiedan_backup NOLOGIN NOBYPASSRLS; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END;
    END IF;
    EXECUTE format('GRANT jiedan_backup TO %I', current_user);
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO jiedan_backup', current_schema());
END
$$;

-- Called after every run of migrations, so that no later table can be forgotten.
CREATE FUNCTION "cover_by_backup"() RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    name text;
BEGIN
    FOR name IN
        SELECT c.relname FROM pg_class c
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relname <> '_prisma_migrations'
          AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'backup')
    LOOP
        EXECUTE format('CREATE POLICY backup ON %I FOR SELECT TO jiedan_backup USING (true)', name);
        EXECUTE format('GRANT SELECT ON %I TO jiedan_backup', name);
    END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION "cover_by_backup"() FROM PUBLIC;
