-- Where a message or command came from, as W3C traceparent; null while nobody collects traces (decision 0045).
ALTER TABLE "inbound_messages" ADD COLUMN "trace_parent" TEXT;
ALTER TABLE "commands" ADD COLUMN "trace_parent" TEXT;
