-- How a connection's calls to its platform are slowed and stopped, for all processes alike. No row, or one whose times are over, is no
-- hindrance: a call that is answered writes nothing.
CREATE TABLE "connection_gates" (
    "connection_id" UUID NOT NULL,
    "merchant_id" UUID NOT NULL,
    "paused_until" TIMESTAMPTZ(3),
    "slowdowns" INTEGER NOT NULL DEFAULT 0,
    "next_call_at" TIMESTAMPTZ(3),
    "stopped_at" TIMESTAMPTZ(3),
    "stopped_until" TIMESTAMPTZ(3),
    "stops" INTEGER NOT NULL DEFAULT 0,
    "probe_until" TIMESTAMPTZ(3),

    CONSTRAINT "connection_gates_pkey" PRIMARY KEY ("connection_id")
);

ALTER TABLE "connection_gates" ADD CONSTRAINT "connection_gates_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections"("id");

-- What Prisma cannot express follows. Calls learn across merchants' processes as the system; a merchant sees its own.
ALTER TABLE "connection_gates" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "connection_gates" FORCE ROW LEVEL SECURITY;
CREATE POLICY one_merchant ON "connection_gates" FOR SELECT TO jiedan_app USING (merchant_id = (SELECT current_merchant()));
CREATE POLICY system ON "connection_gates" TO jiedan_system USING (true) WITH CHECK (true);
GRANT SELECT ON "connection_gates" TO jiedan_app;
GRANT SELECT, INSERT, UPDATE ON "connection_gates" TO jiedan_system;
