import type { EChartsCoreOption } from 'echarts/core';
import type { ChartColours } from '../../ui/use-chart-colours.ts';

type Names = { now: string; before: string };
type Tell = (value: number) => string;

/** Today as bars and the day before it as a line over the same hours. */
export function barsAndLine(
  hours: { hour: number; now: number; before: number }[],
  names: Names,
  colours: ChartColours,
  tell: Tell,
): EChartsCoreOption {
  return {
    ...frame(names, colours, tell),
    xAxis: {
      ...axis(colours),
      type: 'category',
      data: hours.map(({ hour }) => `${hour}:00`),
      axisTick: { show: false },
    },
    yAxis: values(colours, tell),
    series: [
      {
        name: names.now,
        type: 'bar',
        data: hours.map(({ now }) => now),
        barMaxWidth: 26,
        itemStyle: { color: colours.now, borderRadius: [3, 3, 0, 0] },
      },
      {
        name: names.before,
        type: 'line',
        data: hours.map(({ before }) => before),
        symbolSize: 5,
        lineStyle: { color: colours.before, width: 2 },
        itemStyle: { color: colours.before },
      },
    ],
  };
}

/** Each platform with today's bar over that of the other day by the same time. */
export function pairsOfBars(
  rows: { name: string; now: number; before: number }[],
  names: Names,
  colours: ChartColours,
  tell: Tell,
): EChartsCoreOption {
  // The first row stands on top, as in the table.
  const downwards = [...rows].reverse();
  return {
    ...frame(names, colours, tell),
    xAxis: values(colours, tell),
    yAxis: { ...axis(colours), type: 'category', data: downwards.map(({ name }) => name), axisTick: { show: false } },
    series: [
      {
        name: names.before,
        type: 'bar',
        data: downwards.map(({ before }) => before),
        barMaxWidth: 12,
        itemStyle: { color: colours.before, borderRadius: [0, 3, 3, 0] },
      },
      {
        name: names.now,
        type: 'bar',
        data: downwards.map(({ now }) => now),
        barMaxWidth: 12,
        itemStyle: { color: colours.now, borderRadius: [0, 3, 3, 0] },
      },
    ],
  };
}

function frame(names: Names, { ink, line, surface }: ChartColours, tell: Tell): EChartsCoreOption {
  return {
    grid: { top: 36, right: 12, bottom: 4, left: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    legend: {
      top: 0,
      left: 0,
      itemWidth: 14,
      itemHeight: 10,
      data: [names.now, names.before],
      textStyle: { color: ink },
    },
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      backgroundColor: surface,
      borderColor: line,
      textStyle: { color: ink },
      valueFormatter: (value: unknown) => tell(Number(value)),
    },
  };
}

function axis({ ink, line }: ChartColours) {
  return { axisLine: { lineStyle: { color: line } }, axisLabel: { color: ink } };
}

function values({ ink, line }: ChartColours, tell: Tell) {
  return {
    type: 'value',
    minInterval: 1,
    axisLabel: { color: ink, formatter: (value: number) => tell(value).replace(/\.00$/, '') },
    splitLine: { lineStyle: { color: line } },
  };
}
