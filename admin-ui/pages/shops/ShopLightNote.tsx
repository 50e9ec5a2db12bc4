import { CheckCircleFilled, CloseCircleFilled, ExclamationCircleFilled, PauseCircleFilled } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import type { Shop } from '../../api/types.ts';
import { RepairLink } from './RepairLink.tsx';
import css from './shop-light-note.module.css';

const ICONS = {
  good: <CheckCircleFilled aria-hidden />,
  warn: <ExclamationCircleFilled aria-hidden />,
  bad: <CloseCircleFilled aria-hidden />,
  off: <PauseCircleFilled aria-hidden />,
};

/** Green, amber or red in words: what is so, and what to do about it. */
export function ShopLightNote({ shop }: { shop: Shop }) {
  const { t } = useTranslation();
  const { tone, cause, repair } = shop.light;
  return (
    <div className={css['light']} data-tone={tone}>
      <strong>
        {ICONS[tone]} {t(`light.${tone}`)}
      </strong>
      <span>{t(`lightCause.${cause}`, { count: shop.sync.missedPushes })}</span>
      {repair !== 'none' && <span>{t(`repair.${repair}`)}</span>}
      {tone !== 'off' && shop.sync.failure !== null && <span className={css['words']}>{shop.sync.failure}</span>}
      {repair !== 'none' && <RepairLink shop={shop} repair={repair} />}
    </div>
  );
}
