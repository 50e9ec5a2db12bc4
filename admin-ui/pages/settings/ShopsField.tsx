import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useShops } from '../../api/orders.ts';
import { Field } from '../../ui/Field.tsx';

type Props = { value: string[]; onChange: (shopIds: string[]) => void };

/** Limits something to shops; none chosen is all of them. With one shop there is nothing to choose. */
export function ShopsField({ value, onChange }: Props) {
  const { t } = useTranslation();
  const shops = useShops().data ?? [];
  if (shops.length < 2) return null;
  return (
    <Field label={t('webhooks.shops')} hint={t('dialog.shops_hint')}>
      {(id, hintId) => (
        <Select
          id={id}
          aria-describedby={hintId}
          mode="multiple"
          allowClear
          placeholder={t('filter.allShops')}
          value={value}
          showSearch={{ optionFilterProp: 'label' }}
          onChange={(ids: string[]) => onChange(ids)}
          options={shops.map((shop) => ({ value: shop.id, label: shop.name }))}
        />
      )}
    </Field>
  );
}
