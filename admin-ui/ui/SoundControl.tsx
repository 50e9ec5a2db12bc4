import { BellFilled, BellOutlined } from '@ant-design/icons';
import { Button, Popover } from 'antd';
import { useTranslation } from 'react-i18next';
import { merchantTimeZone } from '../api/session.ts';
import { audioStore } from '../util/chime.ts';
import { useClock } from '../util/clock.ts';
import { soundPreference } from '../util/preferences.ts';
import { isQuiet } from '../util/quiet-hours.ts';
import { useStore } from '../util/store.ts';
import { timeOf } from '../util/zone-day.ts';
import css from './sound-control.module.css';
import { SoundSettings } from './SoundSettings.tsx';

/** The bell: whether orders ring, and honestly whether the browser or the hour lets them. */
export function SoundControl() {
  const { t } = useTranslation();
  const { on, quietFrom, quietTo } = useStore(soundPreference);
  const audio = useStore(audioStore);
  const quiet = useClock((nowMs) => isQuiet(timeOf(nowMs, merchantTimeZone()).slice(0, 5), quietFrom, quietTo));
  const state = !on ? 'off' : quiet ? 'quiet' : audio === 'blocked' ? 'blocked' : 'on';
  const text = t(`sound.${state}`);
  return (
    <Popover trigger="click" placement="bottomRight" content={<SoundSettings />}>
      <Button
        type="text"
        className={css['bell'] ?? ''}
        data-state={state}
        aria-label={`${t('sound.title')}: ${text}`}
        icon={state === 'on' ? <BellFilled /> : <BellOutlined />}
      >
        {state === 'on' ? null : <span className={css['text']}>{text}</span>}
      </Button>
    </Popover>
  );
}
