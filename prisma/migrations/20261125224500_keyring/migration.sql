-- Keys that seal, wrapped under the secret key.
CREATE TABLE "data_keys" (
    "id" SMALLINT NOT NULL,
    "use" TEXT NOT NULL,
    "wrapped" BYTEA NOT NULL,
    "seals_from" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "data_keys_pkey" PRIMARY KEY ("use","id")
);

-- What Prisma cannot express follows. Keys are the install's and belong to no merchant.
ALTER TABLE "data_keys" ADD CONSTRAINT "data_keys_use" CHECK ("use" IN ('data', 'digest', 'token'));
ALTER TABLE "data_keys" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "data_keys" FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON "data_keys" TO jiedan_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON "data_keys" TO jiedan_system;
