#!/bin/sh
# Makes Temporal's two databases and brings them to the version of this image; safe to run at every start.
set -eu
schemas=/etc/temporal/schema/postgresql/v12
update() {
	temporal-sql-tool --database "$1" create-database
	temporal-sql-tool --database "$1" setup-schema --version 0.0
	temporal-sql-tool --database "$1" update-schema --schema-dir "$schemas/$2/versioned"
}
update temporal temporal
update temporal_visibility visibility
