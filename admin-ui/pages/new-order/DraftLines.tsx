import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { AutoComplete, Button, Input, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSoldProducts } from '../../api/typed-orders.ts';
import { Panel } from '../../ui/Panel.tsx';
import { type DraftLine, emptyLine, yuanOf } from '../../util/new-order.ts';
import css from './draft.module.css';

type Props = { lines: readonly DraftLine[]; onChange: (lines: DraftLine[]) => void };

const OFFERED_MAX = 8;

/** What is bought. A product that was sold before brings its last price along. */
export function DraftLines({ lines, onChange }: Props) {
  const { t } = useTranslation();
  const change = (key: number, part: Partial<DraftLine>) =>
    onChange(lines.map((line) => (line.key === key ? { ...line, ...part } : line)));
  const add = () => onChange([...lines, emptyLine(Math.max(...lines.map(({ key }) => key)) + 1)]);
  return (
    <Panel title={t('counter.lines')}>
      <ol className={css['lines']}>
        {lines.map((line, index) => (
          <li key={line.key} className={css['line']}>
            <LineName line={line} number={index + 1} onChange={(part) => change(line.key, part)} />
            <Input
              aria-label={t('counter.spec', { number: index + 1 })}
              placeholder={t('counter.spec_example')}
              value={line.spec}
              maxLength={200}
              onChange={(event) => change(line.key, { spec: event.target.value })}
            />
            <Input
              aria-label={t('counter.price', { number: index + 1 })}
              inputMode="decimal"
              prefix="¥"
              value={line.price}
              maxLength={12}
              onChange={(event) => change(line.key, { price: event.target.value })}
            />
            <InputNumber
              aria-label={t('counter.quantity', { number: index + 1 })}
              min={1}
              max={9999}
              precision={0}
              value={line.quantity}
              onChange={(quantity) => change(line.key, { quantity: quantity ?? 1 })}
            />
            <Button
              type="text"
              icon={<DeleteOutlined aria-hidden />}
              aria-label={t('counter.removeLine', { number: index + 1 })}
              disabled={lines.length === 1}
              onClick={() => onChange(lines.filter(({ key }) => key !== line.key))}
            />
          </li>
        ))}
      </ol>
      <Button icon={<PlusOutlined aria-hidden />} onClick={add}>
        {t('counter.addLine')}
      </Button>
    </Panel>
  );
}

type NameProps = { line: DraftLine; number: number; onChange: (part: Partial<DraftLine>) => void };

function LineName({ line, number, onChange }: NameProps) {
  const { t } = useTranslation();
  const sold = useSoldProducts().data ?? [];
  const offered = sold.filter(({ name }) => name.includes(line.name.trim())).slice(0, OFFERED_MAX);
  const options = offered.map(({ name, spec, unitPriceMinor }, index) => ({
    value: `${index} ${name}`,
    label: (
      <span className={css['offer']}>
        <span>{[name, spec].filter(Boolean).join(' · ')}</span>
        <span className="tabular">¥{yuanOf(unitPriceMinor)}</span>
      </span>
    ),
  }));
  return (
    <AutoComplete
      aria-label={t('counter.product', { number })}
      placeholder={t('counter.product_example')}
      // The first of an empty form: a clerk on the phone types at once.
      autoFocus={number === 1 && line.name === ''}
      value={line.name}
      options={options}
      onChange={(name: string) => onChange({ name })}
      onSelect={(_: string, { value }: { value: string }) => {
        const chosen = offered[Number(value.split(' ', 1)[0])];
        if (chosen) onChange({ name: chosen.name, spec: chosen.spec ?? '', price: yuanOf(chosen.unitPriceMinor) });
      }}
    />
  );
}
