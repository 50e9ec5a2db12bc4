import { ActivityFailure, proxyActivities } from '@temporalio/workflow';
import type { RealPhoneActivities } from './real-phone.activities.ts';
import type { RealPhoneRef } from './real-phone.messages.ts';

// A person waits for it, and may ask once more.
const calls = proxyActivities<RealPhoneActivities>({
  startToCloseTimeout: '20 seconds',
  retry: { initialInterval: '500 milliseconds', maximumAttempts: 2 },
});
const notes = proxyActivities<RealPhoneActivities>({ startToCloseTimeout: '10 seconds' });

/** Fetches one customer's own number, once for each time that a person asked. */
export async function realPhoneWorkflow(request: RealPhoneRef): Promise<void> {
  try {
    await calls.fetchRealPhone(request);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    await notes.noteRealPhoneFailure(request);
  }
}
