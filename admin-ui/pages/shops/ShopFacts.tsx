import { useTranslation } from 'react-i18next';
import type { Shop } from '../../api/types.ts';
import { CopyText } from '../../ui/CopyText.tsx';
import { useKindText } from '../../ui/message-kinds.ts';
import { Moment } from '../../ui/Moment.tsx';
import { useDurationText } from './shop-words.ts';
import css from './shop-facts.module.css';

/** When the platform last told something, when we last asked, and what only asking has found. */
export function ShopFacts({ shop }: { shop: Shop }) {
  const { t } = useTranslation();
  return (
    <dl className={css['facts']}>
      <dt>{t('shops.code')}</dt>
      <dd>
        <CopyText value={shop.platformShopId} what={t('shops.code')} />
      </dd>
      {shop.tellsOrders && <PushFacts shop={shop} />}
      {shop.token && (
        <>
          <dt>{t('shops.token')}</dt>
          <dd>
            {t('shops.tokenUntil')} <Moment at={shop.token.expiresAt} />
          </dd>
        </>
      )}
      {shop.tellsOrders && <MissedAndCallbacks shop={shop} />}
    </dl>
  );
}

/** What the platform told by itself, and what we last asked. */
function PushFacts({ shop }: { shop: Shop }) {
  const { t } = useTranslation();
  const duration = useDurationText();
  const { polledAt, failedAt } = shop.sync;
  return (
    <>
      <dt>{t('shops.lastPush')}</dt>
      <dd>{shop.lastPushAt ? <Moment at={shop.lastPushAt} /> : t('shops.never')}</dd>
      <dt>{t('shops.lastPoll')}</dt>
      <dd>{polledAt ? <Moment at={polledAt} /> : t('shops.never')}</dd>
      {failedAt && (
        <>
          <dt>{t('shops.lastFailure')}</dt>
          <dd>
            <Moment at={failedAt} />
          </dd>
        </>
      )}
      <dt>{t('shops.lag')}</dt>
      <dd>
        {shop.lagSeconds === null ? t('shops.never') : duration(Math.max(1, shop.lagSeconds))}
        <span className={css['hint']}>{t('shops.lag_hint')}</span>
      </dd>
    </>
  );
}

function MissedAndCallbacks({ shop }: { shop: Shop }) {
  const { t } = useTranslation();
  const { missedPushes } = shop.sync;
  return (
    <>
      <dt>{t('shops.missed')}</dt>
      <dd>
        <span className="tabular">{t('shops.missedCount', { count: missedPushes })}</span>
        <span className={css['hint']}>{t('shops.missed_hint')}</span>
      </dd>
      <dt>{t('shops.callbacks')}</dt>
      <dd>
        <details className={css['callbacks']}>
          <summary>{t('shops.callbacksShow')}</summary>
          <p className={css['hint']}>{t('shops.callbacks_hint')}</p>
          <dl>
            <dt>{t('shops.callbackMain')}</dt>
            <dd>
              <CopyText value={shop.webhookUrl} what={t('shops.callbackMain')} />
            </dd>
            {Object.entries(shop.webhookUrls).map(([kind, url]) => (
              <CallbackAddress key={kind} kind={kind} url={url} />
            ))}
          </dl>
        </details>
      </dd>
    </>
  );
}

function CallbackAddress({ kind, url }: { kind: string; url: string }) {
  const name = useKindText()(kind);
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <CopyText value={url} what={name} />
      </dd>
    </>
  );
}
