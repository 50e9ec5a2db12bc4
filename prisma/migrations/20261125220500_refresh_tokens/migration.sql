-- What renews an access token, on platforms that give such a thing along. Empty for all others and for tokens of earlier releases.
ALTER TABLE "connection_tokens" ADD COLUMN "refresh_encrypted" BYTEA;
ALTER TABLE "connection_tokens" ADD COLUMN "refresh_expires_at" TIMESTAMPTZ(3);
