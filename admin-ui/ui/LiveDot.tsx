import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { liveStatusStore } from '../api/live.ts';
import { useStore } from '../util/store.ts';
import css from './live-dot.module.css';

/** Whether changes arrive by themselves. A quiet dot while they do; words as soon as they do not. */
export function LiveDot() {
  const { t } = useTranslation();
  const status = useStore(liveStatusStore);
  const text = t(`live.${status}`);
  return (
    <Tooltip title={text}>
      <span className={css['live']} data-status={status} role="img" aria-label={text} tabIndex={0}>
        <span className={css['dot']} />
        {status === 'reconnecting' && <span className={css['text']}>{text}</span>}
      </span>
    </Tooltip>
  );
}
