#!/bin/sh
# Run by the postgres image when it makes its database: Temporal gets a role of its own that cannot read the hub's tables.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$TEMPORAL_POSTGRES_PASSWORD" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE temporal LOGIN CREATEDB PASSWORD :'password';
SQL
