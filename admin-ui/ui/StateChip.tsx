import css from './state-chip.module.css';

export type Tone = 'good' | 'warn' | 'bad' | 'off';

/** How something stands, in a word; the colour only repeats it. */
export function StateChip({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span className={css['chip']} data-tone={tone}>
      {children}
    </span>
  );
}
