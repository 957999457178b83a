import { computed, signal } from "@preact/signals";
import type { Tone } from "../picture/alerts";
import { wantsSound, wantsVibration } from "./preferences";

type Context = "locked" | "running" | "missing";

const context = signal<Context>(typeof AudioContext === "undefined" ? "missing" : "locked");
let audio: AudioContext | null = null;

/** What the sound really is: browsers give none before the first touch of the page. */
export const sound = computed<"on" | "off" | "locked" | "missing">(() => {
  if (context.value === "missing") return "missing";
  if (wantsSound.value === "off") return "off";
  return context.value === "running" ? "on" : "locked";
});

/** Call in a person's click or key press. */
export async function unlockSound(): Promise<void> {
  if (context.peek() === "missing") return;
  audio ??= new AudioContext();
  audio.onstatechange = () => {
    context.value = audio?.state === "running" ? "running" : "locked";
  };
  await audio.resume();
  context.value = audio.state === "running" ? "running" : "locked";
}

/** The first click or key anywhere unlocks the sound when it is wanted. */
export function startSound(): void {
  const unlock = () => {
    if (wantsSound.peek() === "on" && context.peek() === "locked") void unlockSound();
  };
  document.addEventListener("pointerdown", unlock, { capture: true });
  document.addEventListener("keydown", unlock, { capture: true });
}

// Told apart with the eyes elsewhere: rising is a finding (two notes for heat, three for a person), falling is danger to
// or from an aircraft (six notes when it cannot wait), two equal ones are somebody who asks.
const NOTES: Record<Tone, ReadonlyArray<number>> = {
  hotspot: [659, 988],
  person: [784, 784, 1175],
  warning: [587, 440],
  critical: [988, 740, 988, 740, 988, 740],
  asked: [523, 523],
};
const NOTE_S = 0.18;

/** In the hand and in a pocket, where no tone is heard: longer for what cannot wait. Milliseconds on, off, on … */
const SHAKES: Record<Tone, ReadonlyArray<number>> = {
  hotspot: [200],
  person: [200, 100, 200],
  warning: [120],
  critical: [400, 120, 400, 120, 400],
  asked: [80, 80, 80],
};

/** Whether this device can shake at all; iPads and laptops cannot. */
export const canVibrate = typeof navigator !== "undefined" && "vibrate" in navigator && navigator.maxTouchPoints > 0;
const wantsStillness = typeof matchMedia === "undefined" ? null : matchMedia("(prefers-reduced-motion: reduce)");

/** Who asked the system for less motion is not shaken, unless an aircraft is in danger. */
export function shake(tone: Tone): void {
  if (!canVibrate || wantsVibration.peek() === "off") return;
  if (wantsStillness?.matches && tone !== "critical") return;
  navigator.vibrate([...SHAKES[tone]]);
}

export function playTone(tone: Tone): void {
  if (sound.peek() !== "on" || !audio) return;
  const loudness = audio.createGain();
  loudness.connect(audio.destination);
  NOTES[tone].forEach((frequency_hz, index) => {
    if (!audio) return;
    const begin = audio.currentTime + index * NOTE_S * 1.25;
    const note = audio.createOscillator();
    const envelope = audio.createGain();
    note.type = "triangle";
    note.frequency.value = frequency_hz;
    envelope.gain.setValueAtTime(0, begin);
    envelope.gain.linearRampToValueAtTime(0.5, begin + 0.015);
    envelope.gain.exponentialRampToValueAtTime(0.001, begin + NOTE_S);
    note.connect(envelope).connect(loudness);
    note.start(begin);
    note.stop(begin + NOTE_S);
  });
}
