-- How many orders of the day that is being compared are done: what a crash or a platform that was away interrupts goes on from here.
ALTER TABLE "sync_runs" ADD COLUMN "day_compared" INTEGER NOT NULL DEFAULT 0;
