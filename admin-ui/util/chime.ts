import { soundPreference } from './preferences.ts';
import type { SoundKind } from './preferences.ts';
import { isQuiet } from './quiet-hours.ts';
import { createStore } from './store.ts';

const PAUSE_MIN_MS = 1_500;
const ONE_TAB_MS = 2_000;
/** Frequency in hertz; start and length in seconds. */
type Note = { hertz: number; startSeconds: number; seconds: number };

/** What rings: an order that is new, one that has been waiting for too long, a customer who wants money back. */
const SOUNDS: Record<SoundKind, Note[]> = {
  /** Two rising notes: heard over a kitchen, not mistaken for a phone. */
  fresh: [
    { hertz: 880, startSeconds: 0, seconds: 0.7 },
    { hertz: 1318.5, startSeconds: 0.16, seconds: 0.7 },
  ],
  /** Short knocks on one high note, twice three: nobody takes them for a new order. */
  urgent: [0, 0.14, 0.28, 0.7, 0.84, 0.98].map((startSeconds, index) => ({
    hertz: index % 3 === 2 ? 1174.7 : 1568,
    startSeconds,
    seconds: 0.22,
  })),
  /** One low note that falls: no hurry, but somebody waits for their money. */
  refund: [
    { hertz: 523.3, startSeconds: 0, seconds: 0.5 },
    { hertz: 392, startSeconds: 0.22, seconds: 0.9 },
  ],
};

/** `blocked`: the browser gives no sound before a person has touched the page. */
export const audioStore = createStore<'blocked' | 'ready'>('blocked');

let audio: AudioContext | null = null;
const playedAt: Record<SoundKind, number> = { fresh: 0, urgent: 0, refund: 0 };

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

/**
 * Rings for an order, unless it is switched off, quiet hours hold or another tab of this browser rings for the same order.
 * @param time of day, `HH:MM` in the merchant's zone.
 */
export async function chimeFor(orderId: string, sound: SoundKind, time: string): Promise<void> {
  const { on, silent, quietFrom, quietTo } = soundPreference.get();
  if (!on || silent.includes(sound) || isQuiet(time, quietFrom, quietTo) || audio?.state !== 'running') return;
  if (Date.now() - playedAt[sound] < PAUSE_MIN_MS) return;
  playedAt[sound] = Date.now();
  if (!('locks' in navigator)) return playChime(sound);
  await navigator.locks.request(`jiedan.chime.${sound}.${orderId}`, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    playChime(sound);
    await new Promise((resolve) => window.setTimeout(resolve, ONE_TAB_MS));
  });
}

export function playChime(sound: SoundKind): void {
  if (!audio) return;
  void audio.resume();
  const volume = audio.createGain();
  // Ears hear loudness by its square, so the middle of the slider sounds like half.
  volume.gain.value = (soundPreference.get().volumePercent / 100) ** 2;
  volume.connect(audio.destination);
  for (const note of SOUNDS[sound]) playNote(audio, volume, note);
}

function playNote(context: AudioContext, target: AudioNode, { hertz, startSeconds, seconds }: Note): void {
  const at = context.currentTime + startSeconds;
  const tone = context.createOscillator();
  const envelope = context.createGain();
  tone.type = 'triangle';
  tone.frequency.value = hertz;
  envelope.gain.setValueAtTime(0, at);
  envelope.gain.linearRampToValueAtTime(0.9, at + 0.01);
  envelope.gain.exponentialRampToValueAtTime(0.001, at + seconds);
  tone.connect(envelope).connect(target);
  tone.start(at);
  tone.stop(at + seconds);
}

function unlock(): void {
  if (audio && audio.state !== 'running') void audio.resume();
}
