import { PlayCircleOutlined } from '@ant-design/icons';
import { Button, Slider, Switch } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { audioStore, playChime } from '../util/chime.ts';
import { SOUND_KINDS, soundPreference } from '../util/preferences.ts';
import type { SoundKind } from '../util/preferences.ts';
import { useStore } from '../util/store.ts';
import css from './sound-control.module.css';

/** What rings, how loud, and when the shop wants peace. Remembered for the person on every till. */
export function SoundSettings() {
  const { t } = useTranslation();
  const choice = useStore(soundPreference);
  const audio = useStore(audioStore);
  const switchId = useId();
  const change = (news: Partial<typeof choice>) => soundPreference.set({ ...choice, ...news });
  return (
    <div className={css['panel']}>
      <label htmlFor={switchId}>{t('sound.switch')}</label>
      <Switch id={switchId} checked={choice.on} onChange={(on) => change({ on })} />
      <span>{t('sound.volume')}</span>
      <Slider
        className={css['slider'] ?? ''}
        ariaLabelForHandle={t('sound.volume')}
        min={5}
        max={100}
        step={5}
        disabled={!choice.on}
        value={choice.volumePercent}
        onChange={(volumePercent) => change({ volumePercent })}
      />
      {audio === 'blocked' && choice.on && <p className={css['hint']}>{t('sound.blockedHint')}</p>}
      <ul className={css['kinds']} aria-label={t('sound.kinds')}>
        {SOUND_KINDS.map((kind) => (
          <KindRow key={kind} kind={kind} />
        ))}
      </ul>
      <QuietHours />
    </div>
  );
}

function KindRow({ kind }: { kind: SoundKind }) {
  const { t } = useTranslation();
  const choice = useStore(soundPreference);
  const name = t(`sound.kind_${kind}`);
  return (
    <li>
      <Switch
        size="small"
        aria-label={name}
        disabled={!choice.on}
        checked={!choice.silent.includes(kind)}
        onChange={(rings) =>
          soundPreference.set({
            ...choice,
            silent: SOUND_KINDS.filter((one) => (one === kind ? !rings : choice.silent.includes(one))),
          })
        }
      />
      <span>{name}</span>
      <Button
        type="text"
        size="small"
        icon={<PlayCircleOutlined />}
        aria-label={t('sound.test', { name })}
        disabled={!choice.on}
        onClick={() => playChime(kind)}
      />
    </li>
  );
}

function QuietHours() {
  const { t } = useTranslation();
  const choice = useStore(soundPreference);
  const field = (name: 'quietFrom' | 'quietTo') => (
    <input
      type="time"
      aria-label={t(`sound.${name}`)}
      disabled={!choice.on}
      value={choice[name] ?? ''}
      onChange={(event) => soundPreference.set({ ...choice, [name]: event.target.value || null })}
    />
  );
  return (
    <fieldset className={css['quiet']}>
      <legend>{t('sound.quietHours')}</legend>
      {field('quietFrom')}
      <span aria-hidden>–</span>
      {field('quietTo')}
    </fieldset>
  );
}
