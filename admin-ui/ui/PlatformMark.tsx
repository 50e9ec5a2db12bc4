import { useTranslation } from 'react-i18next';
import css from './platform-mark.module.css';

const KNOWN = [
  'meituan',
  'meituan-tscc',
  'meituan-vouchers',
  'youzan',
  'weidian',
  'wechat-shop',
  'wechat-mini-program',
  'direct',
] as const;

/** A platform's coloured mark with its name, so that colour never has to say it alone. */
export function PlatformMark({ platform }: { platform: string }) {
  const { t } = useTranslation();
  const name = usePlatformName()(platform);
  const known = KNOWN.find((other) => other === platform);
  return (
    <span className={css['platform']}>
      <span className={css['mark']} data-platform={platform} aria-hidden>
        {known ? t(`mark.${known}`) : name.slice(0, 1).toUpperCase()}
      </span>
      <span className={css['name']}>{name}</span>
    </span>
  );
}

/** Names a platform; one that these pages do not know yet goes by the name the hub gives it. */
export function usePlatformName(): (platform: string) => string {
  const { t } = useTranslation();
  return (platform) => {
    const known = KNOWN.find((name) => name === platform);
    return known ? t(`platform.${known}`) : platform;
  };
}
