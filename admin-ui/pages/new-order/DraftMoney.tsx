import { Checkbox, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Shop } from '../../api/types.ts';
import { Field } from '../../ui/Field.tsx';
import { Panel } from '../../ui/Panel.tsx';
import type { Draft } from '../../util/new-order.ts';
import css from './draft.module.css';

type Props = {
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
  shops: readonly Shop[];
  shopId: string;
  onShop: (shopId: string) => void;
};

/** What comes on top, what is taken off, and whether it is paid. */
export function DraftMoney({ draft, onChange, shops, shopId, onShop }: Props) {
  const { t } = useTranslation();
  const amount = (label: string, value: string, set: (value: string) => void) => (
    <Field label={label}>
      {(id) => (
        <Input
          id={id}
          inputMode="decimal"
          prefix="¥"
          maxLength={12}
          value={value}
          onChange={(event) => set(event.target.value)}
        />
      )}
    </Field>
  );
  return (
    <Panel title={t('counter.money')}>
      <div className={css['fields']}>
        <div className={css['pair']}>
          {amount(t('counter.fee'), draft.deliveryFee, (deliveryFee) => onChange({ deliveryFee }))}
          {amount(t('counter.discount'), draft.discount, (discount) => onChange({ discount }))}
        </div>
        {shops.length > 1 && (
          <Field label={t('counter.shop')}>
            {(id) => (
              <Select
                id={id}
                value={shopId}
                onChange={onShop}
                options={shops.map(({ id: value, name: label }) => ({ value, label }))}
              />
            )}
          </Field>
        )}
        <Checkbox checked={draft.paid} onChange={(event) => onChange({ paid: event.target.checked })}>
          {t('counter.paid')}
        </Checkbox>
      </div>
    </Panel>
  );
}
