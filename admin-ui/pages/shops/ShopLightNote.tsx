import { CheckCircleFilled, CloseCircleFilled, ExclamationCircleFilled } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import type { Shop } from '../../api/types.ts';
import { useClock } from '../../util/clock.ts';
import { shopLight } from '../../util/shop-light.ts';
import css from './shop-light-note.module.css';

const ICONS = {
  good: <CheckCircleFilled aria-hidden />,
  warn: <ExclamationCircleFilled aria-hidden />,
  bad: <CloseCircleFilled aria-hidden />,
};

/** Green, amber or red in words: what is so, and what to do about it. */
export function ShopLightNote({ shop }: { shop: Shop }) {
  const { t } = useTranslation();
  // As text, so that a card renders anew only when its light changes.
  const told = useClock((nowMs) => JSON.stringify(shopLight(shop, nowMs)));
  const { tone, cause } = JSON.parse(told) as ReturnType<typeof shopLight>;
  return (
    <div className={css['light']} data-tone={tone}>
      <strong>
        {ICONS[tone]} {t(`light.${tone}`)}
      </strong>
      <span>{t(`lightCause.${cause}`, { count: shop.sync.missedPushes })}</span>
      {tone !== 'good' && <span>{t(`lightAdvice.${cause}`)}</span>}
      {shop.sync.failure !== null && <span className={css['words']}>{shop.sync.failure}</span>}
    </div>
  );
}
