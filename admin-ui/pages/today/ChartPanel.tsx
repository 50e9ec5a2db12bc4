import { Segmented } from 'antd';
import type { EChartsCoreOption } from 'echarts/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chart } from '../../ui/Chart.tsx';
import { Panel } from '../../ui/Panel.tsx';
import type { ChartColours } from '../../ui/use-chart-colours.ts';
import css from './chart-panel.module.css';

const HEIGHT_PX = 260;

export type ChartTable = { head: string[]; rows: { name: string; values: string[] }[]; sum: string[] };

type Props = {
  title: string;
  /** What the picture says in one sentence. */
  label: string;
  heightPx?: number;
  option: (colours: ChartColours) => EChartsCoreOption;
  table: ChartTable;
};

/** A picture, or the same numbers as a table. */
export function ChartPanel({ title, label, heightPx = HEIGHT_PX, option, table }: Props) {
  const { t } = useTranslation();
  const [view, setView] = useState<'chart' | 'table'>('chart');
  return (
    <Panel
      title={title}
      aside={
        <Segmented
          size="small"
          aria-label={t('dashboard.viewOf', { title })}
          value={view}
          onChange={setView}
          options={[
            { value: 'chart' as const, label: t('dashboard.chart') },
            { value: 'table' as const, label: t('dashboard.table') },
          ]}
        />
      }
    >
      {view === 'chart' ? (
        <Chart label={label} heightPx={heightPx} option={option} />
      ) : (
        <Table title={title} table={table} />
      )}
    </Panel>
  );
}

function Table({ title, table: { head, rows, sum } }: { title: string; table: ChartTable }) {
  const { t } = useTranslation();
  return (
    <table className={`${css['table']} tabular`} aria-label={title}>
      <thead>
        <tr>
          {head.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, values }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {values.map((value, index) => (
              <td key={head[index + 1]}>{value}</td>
            ))}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t('dashboard.sum')}</th>
          {sum.map((value, index) => (
            <td key={head[index + 1]}>{value}</td>
          ))}
        </tr>
      </tfoot>
    </table>
  );
}
