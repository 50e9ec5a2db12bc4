-- One access token for all processes: on many platforms a new token kills the one before it.
CREATE TABLE "connection_tokens" (
    "connection_id" UUID NOT NULL,
    "holder" TEXT NOT NULL,
    "merchant_id" UUID NOT NULL,
    "token_encrypted" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "renewed_at" TIMESTAMPTZ(3),

    CONSTRAINT "connection_tokens_pkey" PRIMARY KEY ("connection_id","holder")
);

ALTER TABLE "connection_tokens" ADD CONSTRAINT "connection_tokens_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections"("id");

-- What Prisma cannot express follows. Calls are made under a merchant; nothing that crosses merchants needs a token.
ALTER TABLE "connection_tokens" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "connection_tokens" FORCE ROW LEVEL SECURITY;
CREATE POLICY one_merchant ON "connection_tokens" TO jiedan_app
    USING (merchant_id = (SELECT current_merchant())) WITH CHECK (merchant_id = (SELECT current_merchant()));
GRANT SELECT, INSERT, UPDATE ON "connection_tokens" TO jiedan_app;
