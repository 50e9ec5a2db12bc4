import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../util/announce.ts';
import css from './copy-text.module.css';

const COPIED_SHOWN_MS = 1_500;

type Props = { value: string; what: string; tail?: number };

/** A long id that copies on press. With `tail` only its last characters are shown; the name always has all of it. */
export function CopyText({ value, what, tail }: Props) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const isCut = tail !== undefined && value.length > tail;
  const onClick = async () => {
    await copy(value);
    setCopied(true);
    announce(t('order.copied'));
    window.setTimeout(() => setCopied(false), COPIED_SHOWN_MS);
  };
  return (
    <button
      type="button"
      className={css['copy']}
      onClick={() => void onClick()}
      title={value}
      // All of it, and the end once more by itself: that is what stands there, and what people who speak to their machine say.
      aria-label={`${t('order.copy', { what })} ${value}${isCut ? ` ${value.slice(-tail)}` : ''}`}
    >
      <span className="tabular" data-cut={isCut}>
        {isCut ? value.slice(-tail) : value}
      </span>
      {copied ? <CheckOutlined className={css['done']} aria-hidden /> : <CopyOutlined aria-hidden />}
    </button>
  );
}

async function copy(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Plain http from another machine has no clipboard object; selecting a field still works there.
  const field = document.createElement('textarea');
  field.value = text;
  document.body.append(field);
  field.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- no other way without the clipboard object
  document.execCommand('copy');
  field.remove();
}
