import { AlertOutlined, BellFilled, BellOutlined, SoundOutlined } from '@ant-design/icons';
import { Button, Popover, Slider, Switch } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { audioStore, playChime } from '../util/chime.ts';
import { soundPreference } from '../util/preferences.ts';
import { useStore } from '../util/store.ts';
import css from './sound-control.module.css';

/** The bell: whether new orders ring, how loud, and honestly whether the browser lets them. */
export function SoundControl() {
  const { t } = useTranslation();
  const { on } = useStore(soundPreference);
  const audio = useStore(audioStore);
  const state = !on ? 'off' : audio === 'blocked' ? 'blocked' : 'on';
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

function SoundSettings() {
  const { t } = useTranslation();
  const choice = useStore(soundPreference);
  const audio = useStore(audioStore);
  const switchId = useId();
  return (
    <div className={css['panel']}>
      <label htmlFor={switchId}>{t('sound.switch')}</label>
      <Switch id={switchId} checked={choice.on} onChange={(on) => soundPreference.set({ ...choice, on })} />
      <span>{t('sound.volume')}</span>
      <Slider
        className={css['slider'] ?? ''}
        ariaLabelForHandle={t('sound.volume')}
        min={5}
        max={100}
        step={5}
        disabled={!choice.on}
        value={choice.volumePercent}
        onChange={(volumePercent) => soundPreference.set({ ...choice, volumePercent })}
      />
      {audio === 'blocked' && choice.on && <p className={css['hint']}>{t('sound.blockedHint')}</p>}
      <div className={css['tests']}>
        <Button icon={<SoundOutlined />} disabled={!choice.on} onClick={() => playChime('fresh')}>
          {t('sound.testFresh')}
        </Button>
        <Button icon={<AlertOutlined />} disabled={!choice.on} onClick={() => playChime('urgent')}>
          {t('sound.testUrgent')}
        </Button>
      </div>
    </div>
  );
}
