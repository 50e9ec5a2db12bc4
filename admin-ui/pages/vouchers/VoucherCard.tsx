import { useQueryClient } from '@tanstack/react-query';
import { Button, InputNumber } from 'antd';
import { useRef, useState } from 'react';
import type { ReactNode, SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api-error.ts';
import { takeVouchers } from '../../api/vouchers.ts';
import type { PreparedVoucher, Shop } from '../../api/types.ts';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { Field } from '../../ui/Field.tsx';
import { Moment } from '../../ui/Moment.tsx';
import { Money } from '../../ui/Money.tsx';
import { usePlatformName } from '../../ui/PlatformMark.tsx';
import { randomId } from '../../util/random-id.ts';
import { useVoucherFailure } from './use-voucher-failure.ts';
import css from './vouchers.module.css';

type Props = {
  shop: Shop;
  voucher: PreparedVoucher;
  onTaken: (title: string, count: number) => void;
  onOther: () => void;
};

/** What a voucher is worth, before it is taken with one press; Enter is that press. */
export function VoucherCard({ shop, voucher, onTaken, onOther }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const failure = useVoucherFailure(shop.platform);
  const { code, title, priceMinor, marketPriceMinor, currency, usable, endsAt, phone } = voucher;
  const platform = usePlatformName()(shop.platform);
  const [count, setCount] = useState(1);
  const [standing, setStanding] = useState<'rests' | 'sending' | 'open'>('rests');
  const [told, setTold] = useState<string | null>(null);
  // One wish, however often its button is pressed; another number of them is another wish.
  const wish = useRef({ count, key: randomId() });
  const take = async () => {
    if (wish.current.count !== count) wish.current = { count, key: randomId() };
    setStanding('sending');
    setTold(null);
    try {
      const asked = { shopId: shop.id, code, count };
      const taking = await takeVouchers(queries, asked, wish.current.key, () => setStanding('open'));
      if (taking.state === 'done') return onTaken(title, taking.vouchers.length);
      setTold(taking.reasonCode === null ? t('vouchers.notTaken') : t(`reason.${taking.reasonCode}`, { platform }));
      wish.current = { count, key: randomId() };
    } catch (error) {
      setTold(failure(error));
      // It ended without being taken, so the next press is another wish; of what nobody heard the next press is the same one.
      if (isAnswered(error)) wish.current = { count, key: randomId() };
    }
    setStanding('rests');
  };
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (standing === 'rests') void take();
  };
  return (
    <form className={css['card']} onSubmit={onSubmit} noValidate aria-label={title}>
      <h3 className={css['title']}>{title}</h3>
      <dl className={css['facts']}>
        <Fact name={t('vouchers.price')}>
          <Money minor={priceMinor} currency={currency} />
        </Fact>
        {marketPriceMinor !== null && (
          <Fact name={t('vouchers.marketPrice')}>
            <Money minor={marketPriceMinor} currency={currency} />
          </Fact>
        )}
        <Fact name={t('vouchers.usable')}>{t('vouchers.usableCount', { count: usable })}</Fact>
        {endsAt !== null && (
          <Fact name={t('vouchers.endsAt')}>
            <Moment at={endsAt} />
          </Fact>
        )}
        {phone !== null && <Fact name={t('vouchers.phone')}>{phone}</Fact>}
      </dl>
      <div className={css['take']}>
        {usable > 1 && (
          <Field label={t('vouchers.count')}>
            {(id) => (
              <InputNumber
                id={id}
                size="large"
                min={1}
                max={usable}
                precision={0}
                value={count}
                onChange={(value) => setCount(value ?? 1)}
              />
            )}
          </Field>
        )}
        <Button autoFocus type="primary" size="large" htmlType="submit" loading={standing !== 'rests'}>
          {t('vouchers.take', { count })}
        </Button>
        <Button size="large" disabled={standing !== 'rests'} onClick={onOther}>
          {t('vouchers.other')}
        </Button>
      </div>
      {standing === 'open' && <p role="status">{t('vouchers.open')}</p>}
      {told && <FailureNote text={told} />}
    </form>
  );
}

/** False where the answer got lost or the hub broke: the voucher may have been taken all the same. */
function isAnswered(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return error.problem?.reasonCode !== undefined || (error.status >= 400 && error.status < 500);
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
