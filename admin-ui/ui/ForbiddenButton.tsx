import { useId, useState } from 'react';
import type { SyntheticEvent } from 'react';
import { createPortal } from 'react-dom';
import css from './order-actions.module.css';

const GAP_PX = 6;

type Place = { left: number; top: number };

/**
 * A button that does nothing but say why. It is not `disabled` to the browser: such a button cannot be focused, and
 * then nobody learns the reason. Most rows of a long list have two of these, so it is far lighter than antd's tooltip.
 */
export function ForbiddenButton({ label, action, reason }: { label: string; action: string; reason: string }) {
  const [place, setPlace] = useState<Place | null>(null);
  const reasonId = useId();
  const show = (event: SyntheticEvent<HTMLElement>) => {
    event.stopPropagation();
    const { left, width, top } = event.currentTarget.getBoundingClientRect();
    setPlace({ left: left + width / 2, top: top - GAP_PX });
  };
  const hide = () => setPlace(null);
  return (
    <button
      type="button"
      className={`${css['button']} ${css['forbidden']}`}
      data-action={action}
      aria-disabled
      aria-describedby={reasonId}
      onPointerEnter={show}
      onPointerLeave={hide}
      onFocus={show}
      onBlur={hide}
      onClick={show}
      onKeyDown={(event) => {
        if (event.key === 'Escape') hide();
      }}
    >
      {label}
      <span id={reasonId} hidden>
        {reason}
      </span>
      {place && createPortal(<Tip text={reason} place={place} />, document.body)}
    </button>
  );
}

// Hidden from screen readers: they read the reason as the button's description.
function Tip({ text, place }: { text: string; place: Place }) {
  return (
    <span className={css['tip']} style={place} role="tooltip" aria-hidden>
      {text}
    </span>
  );
}
