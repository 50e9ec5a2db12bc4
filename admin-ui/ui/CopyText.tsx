import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../util/announce.ts';
import { copyToClipboard } from '../util/clipboard.ts';
import css from './copy-text.module.css';

const COPIED_SHOWN_MS = 1_500;

type Props = { value: string; what: string; tail?: number };

/** A long id that copies on press. With `tail` only its last characters are shown; the name always has all of it. */
export function CopyText({ value, what, tail }: Props) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const isCut = tail !== undefined && value.length > tail;
  const onClick = async () => {
    await copyToClipboard(value);
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
