import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Shop } from '../../api/types.ts';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { PlatformMark } from '../../ui/PlatformMark.tsx';
import { paths } from '../../util/path-builder.ts';
import css from './shop-card.module.css';
import { ShopFacts } from './ShopFacts.tsx';
import { ShopLightNote } from './ShopLightNote.tsx';
import { useTimersText } from './shop-words.ts';

/** A shop at one glance: its light, why it is so, and the way to its settings. */
export function ShopCard({ shop }: { shop: Shop }) {
  const { t } = useTranslation();
  const timers = useTimersText();
  return (
    <article className={css['card']} aria-label={shop.name} data-shop-id={shop.id}>
      <header className={css['head']}>
        <PlatformMark platform={shop.platform} />
        <h2>
          <Link to={paths.shop(shop.id)}>{shop.name}</Link>
        </h2>
      </header>
      <ShopLightNote shop={shop} />
      {!shop.keptHere && <ShopFacts shop={shop} />}
      <footer className={css['foot']}>
        {!shop.keptHere && <span className={css['timers']}>{timers(shop.timers)}</span>}
        <LinkButton to={paths.shop(shop.id)}>{t('shops.open')}</LinkButton>
      </footer>
    </article>
  );
}
