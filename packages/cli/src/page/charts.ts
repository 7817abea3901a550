// The pictures of the practice at a glance, as SVG text. In: a back-test. Out: one drawing each; a colour never is the
// only sign, every bar carries its number.
import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Backtest, GapCount } from '../backtest.js';
import { gapWords, moneyWords, phaseWords, siteWords } from './words.js';

use([BarChart, GridComponent, LegendComponent, SVGRenderer]);

export const colors = {
  ink: '#16262f',
  muted: '#5b6b76',
  line: '#dce3e8',
  done: '#0f766e',
  window: '#8ecfc5',
  waiting: '#7fa7c9',
  late: '#d9822b',
  stalled: '#b3261e',
  ended: '#b9c3ca',
} as const;

const text = { color: colors.ink, fontSize: 12, fontFamily: 'system-ui, sans-serif' };
const bare = { axisLine: { show: false }, axisTick: { show: false }, axisLabel: text };

const chartWidth = 560;

function draw(option: EChartsCoreOption, height: number): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: chartWidth, height });
  chart.setOption({ animation: false, ...option });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

const numberAxis = { type: 'value', axisLabel: { show: false }, splitLine: { show: false } };

/** Cases under way by phase, in the order of treatment. */
export function phaseChart({ byPhase }: Backtest): string {
  const shown = byPhase.filter(({ count }) => count > 0);
  return draw(
    {
      grid: { left: 170, right: 40, top: 6, bottom: 6 },
      xAxis: numberAxis,
      yAxis: { type: 'category', inverse: true, data: shown.map(({ phase }) => phaseWords[phase]), ...bare },
      series: [
        {
          type: 'bar',
          barWidth: 18,
          itemStyle: { color: colors.done, borderRadius: 3 },
          data: shown.map(({ count }) => count),
          label: { show: true, position: 'right', ...text, fontWeight: 'bold' },
        },
      ],
    },
    16 + 34 * shown.length,
  );
}

const shares = [
  ['movedOn', 'moved on', colors.done, '#ffffff'],
  ['waiting', 'waiting', colors.waiting, colors.ink],
  ['late', 'late', colors.late, colors.ink],
  ['dropped', 'dropped', colors.stalled, '#ffffff'],
  ['ended', 'ended', colors.ended, colors.ink],
] as const satisfies readonly (readonly [keyof GapCount, string, string, string])[];

/** What became of the cases that entered each gap. */
export function gapChart({ gaps }: Backtest): string {
  const shown = gaps.filter(({ entered }) => entered > 0);
  // A number would not fit into a sliver; its gap's other numbers and the table tell it.
  const largest = Math.max(0, ...shown.map(({ entered }) => entered));
  return draw(
    {
      legend: { bottom: 0, itemWidth: 12, itemHeight: 12, itemGap: 16, textStyle: text, selectedMode: false },
      grid: { left: 200, right: 24, top: 6, bottom: 34 },
      xAxis: { ...numberAxis, max: 'dataMax' },
      yAxis: { type: 'category', inverse: true, data: shown.map(({ gap }) => gapWords[gap]), ...bare },
      series: shares.map(([share, name, color, ink]) => ({
        type: 'bar',
        stack: 'gap',
        name,
        barWidth: 22,
        itemStyle: { color },
        data: shown.map((gap) => gap[share]),
        label: {
          show: true,
          ...text,
          color: ink,
          formatter: ({ value }: { value: number }) => (value > largest / 25 ? String(value) : ''),
        },
      })),
    },
    46 + 38 * shown.length,
  );
}

/** The dearest stalled cases and what is still to come in each. */
export function stalledChart({ stalled }: Backtest): string {
  const shown = stalled.filter(({ value }) => value !== null).slice(0, 12);
  return draw(
    {
      grid: { left: 230, right: 80, top: 6, bottom: 6 },
      xAxis: numberAxis,
      yAxis: {
        type: 'category',
        inverse: true,
        data: shown.map(({ patientId, case: found }) => `Patient ${patientId}, ${siteWords(found)}`),
        ...bare,
      },
      series: [
        {
          type: 'bar',
          barWidth: 16,
          itemStyle: { color: colors.stalled, borderRadius: 3 },
          data: shown.map(({ value }) => value?.cents),
          label: {
            show: true,
            position: 'right',
            ...text,
            formatter: ({ value }: { value: number }) => moneyWords(value),
          },
        },
      ],
    },
    16 + 30 * shown.length,
  );
}
