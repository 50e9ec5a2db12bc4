import { soundPreference } from './preferences.ts';
import { createStore } from './store.ts';

const PAUSE_MIN_MS = 1_500;
const ONE_TAB_MS = 2_000;
/** Two rising notes: heard over a kitchen, not mistaken for a phone. Frequency in hertz, start in seconds. */
const NOTES = [
  { hertz: 880, startSeconds: 0 },
  { hertz: 1318.5, startSeconds: 0.16 },
];
const NOTE_SECONDS = 0.7;

/** `blocked`: the browser gives no sound before a person has touched the page. */
export const audioStore = createStore<'blocked' | 'ready'>('blocked');

let audio: AudioContext | null = null;
let playedAt = 0;

/** Makes ready to ring; until the browser allows it, every touch of the page tries again. */
export function prepareChime(): void {
  if (audio || typeof AudioContext === 'undefined') return;
  audio = new AudioContext();
  const tell = () => audioStore.set(audio?.state === 'running' ? 'ready' : 'blocked');
  audio.addEventListener('statechange', tell);
  tell();
  for (const gesture of ['pointerdown', 'keydown'] as const)
    window.addEventListener(gesture, unlock, { passive: true });
}

/** Rings for a new order, unless it is switched off or another tab of this browser rings for the same order. */
export async function chimeFor(orderId: string): Promise<void> {
  if (!soundPreference.get().on || audio?.state !== 'running') return;
  if (Date.now() - playedAt < PAUSE_MIN_MS) return;
  playedAt = Date.now();
  if (!('locks' in navigator)) return playChime();
  await navigator.locks.request(`jiedan.chime.${orderId}`, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    playChime();
    await new Promise((resolve) => window.setTimeout(resolve, ONE_TAB_MS));
  });
}

export function playChime(): void {
  if (!audio) return;
  void audio.resume();
  const volume = audio.createGain();
  // Ears hear loudness by its square, so the middle of the slider sounds like half.
  volume.gain.value = (soundPreference.get().volumePercent / 100) ** 2;
  volume.connect(audio.destination);
  for (const { hertz, startSeconds } of NOTES) playNote(audio, volume, hertz, audio.currentTime + startSeconds);
}

function playNote(context: AudioContext, target: AudioNode, hertz: number, at: number): void {
  const tone = context.createOscillator();
  const envelope = context.createGain();
  tone.type = 'triangle';
  tone.frequency.value = hertz;
  envelope.gain.setValueAtTime(0, at);
  envelope.gain.linearRampToValueAtTime(0.9, at + 0.01);
  envelope.gain.exponentialRampToValueAtTime(0.001, at + NOTE_SECONDS);
  tone.connect(envelope).connect(target);
  tone.start(at);
  tone.stop(at + NOTE_SECONDS);
}

function unlock(): void {
  if (audio && audio.state !== 'running') void audio.resume();
}
