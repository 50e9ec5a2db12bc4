-- Further idempotency keys of a running command, and the credentials that are still taken while a platform changes to new ones.
-- AlterTable
ALTER TABLE "connections" ADD COLUMN     "previous_config_encrypted" BYTEA,
ADD COLUMN     "previous_config_until" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "joined_commands" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "merchant_id" UUID NOT NULL,
    "command_id" UUID NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "call_digest" TEXT NOT NULL,

    CONSTRAINT "joined_commands_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "joined_commands_merchant_id_idempotency_key_key" ON "joined_commands"("merchant_id", "idempotency_key");

-- AddForeignKey
ALTER TABLE "joined_commands" ADD CONSTRAINT "joined_commands_command_id_fkey" FOREIGN KEY ("command_id") REFERENCES "commands"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- What Prisma cannot express follows.
ALTER TABLE "connections"
    ADD CONSTRAINT "connections_previous_config" CHECK (("previous_config_encrypted" IS NULL) = ("previous_config_until" IS NULL));

ALTER TABLE "joined_commands" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "joined_commands" FORCE ROW LEVEL SECURITY;
CREATE POLICY one_merchant ON "joined_commands" TO jiedan_app
    USING (merchant_id = (SELECT current_merchant())) WITH CHECK (merchant_id = (SELECT current_merchant()));
GRANT SELECT, INSERT ON "joined_commands" TO jiedan_app;
