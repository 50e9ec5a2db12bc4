import { RightOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import type { Platform } from '../../api/types.ts';
import { PlatformMark } from '../../ui/PlatformMark.tsx';
import css from './connect.module.css';

type Props = { platforms: readonly Platform[]; onChoose: (platform: string) => void };

export function ChoosePlatform({ platforms, onChoose }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <h2 className={css['title']}>{t('connect.whichPlatform')}</h2>
      <ul className={css['choices']}>
        {platforms.map(({ platform }) => (
          <li key={platform}>
            <button type="button" className={css['choice']} onClick={() => onChoose(platform)}>
              <PlatformMark platform={platform} />
              <RightOutlined aria-hidden />
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
