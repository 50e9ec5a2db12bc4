import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import type { EChartsCoreOption, EChartsType } from 'echarts/core';
import { init, use as register } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import css from './chart.module.css';
import { useChartColours } from './use-chart-colours.ts';
import type { ChartColours } from './use-chart-colours.ts';

// Only what is drawn here; all of the library is three times as large.
register([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

type Props = {
  /** What the picture says, for whoever does not see it. */
  label: string;
  heightPx: number;
  option: (colours: ChartColours) => EChartsCoreOption;
};

/** A chart as wide as its place, in the colours of the page. Its page is a chunk of its own, so the order list never loads this. */
export function Chart({ label, heightPx, option }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);
  const colours = useChartColours();
  useEffect(() => {
    if (!place.current) return undefined;
    const made = init(place.current, null, { renderer: 'svg' });
    chart.current = made;
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(place.current);
    return () => {
      watch.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, []);
  useEffect(() => {
    chart.current?.setOption({ animation: false, ...option(colours) }, true);
  }, [option, colours]);
  return <div ref={place} className={css['chart']} style={{ height: heightPx }} role="img" aria-label={label} />;
}
