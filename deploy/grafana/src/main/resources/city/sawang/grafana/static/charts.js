import {CALC_NAMES, configOf, inkOn, nameOf, reduce, seriesColour, shown, colour, thresholdColour} from './format.js';
import {translate, translateValue} from './language.js';
import {signOf} from './shapes.js';
import {toWall} from './zone.js';

const FONT = '"IBM Plex Sans Thai", "Noto Sans Thai", "Sarabun", "Leelawadee UI", system-ui, sans-serif';

const ink = () => {
  const style = getComputedStyle(document.documentElement);
  return name => style.getPropertyValue(name).trim();
};

function chart(host, view) {
  const instance = echarts.init(host, null, {renderer: 'canvas'});
  // In the next frame: drawing within the notification would change sizes again, and the browser would complain of a loop.
  const observer = new ResizeObserver(() => requestAnimationFrame(() => {
    if (!instance.isDisposed()) instance.resize();
  }));
  observer.observe(host);
  view.onDispose(() => {
    observer.disconnect();
    instance.dispose();
  });
  return instance;
}

// Non-breaking blanks at both sides: labels are hidden when they overlap, and would else stand side by side like one word.
const clock = {
  formatter: {
    year: '\u00a0{d}/{M}/{yyyy}\u00a0', month: '\u00a0\u00a0{d}/{M}\u00a0\u00a0', day: '\u00a0\u00a0{d}/{M}\u00a0\u00a0', hour: '{HH}:{mm}', minute: '{HH}:{mm}', second: '{HH}:{mm}:{ss}', none: '{HH}:{mm}',
  },
};

function timeAxis(view, paint) {
  return {
    type: 'time', min: toWall(view.from), max: toWall(view.to),
    axisLine: {lineStyle: {color: paint('--line')}}, axisTick: {show: false},
    axisLabel: {color: paint('--muted'), fontFamily: FONT, hideOverlap: true, ...clock},
    splitLine: {show: false}, splitNumber: view.narrow ? 3 : 7,
  };
}

const day = at => new Date(at).toISOString().slice(5, 16).replace('T', ' ');

// Escaped, because ECharts puts tooltips into the page as HTML.
const safe = text => String(text).replace(/[&<>"']/g, c => `&#${c.charCodeAt(0)};`);
const dot = tint => `<span style="display:inline-block;width:9px;height:9px;border-radius:5px;margin-right:6px;background:${safe(tint)}"></span>`;

function tooltipStyle(paint) {
  return {
    backgroundColor: paint('--raised'), borderColor: paint('--line'), confine: true, padding: [8, 10],
    textStyle: {color: paint('--ink'), fontFamily: FONT, fontSize: 12},
  };
}

// A bar stands on its instant: without half a bar of room the first and the last would be cut.
function widened(view, series) {
  const bars = series.filter(one => one.config.custom.drawStyle === 'bars').flatMap(one => one.time);
  if (bars.length === 0) return view;
  const times = [...new Set(bars)].sort((a, b) => a - b);
  // A bar alone has no neighbour that gives its width.
  const half = times.length === 1 ? (view.to - view.from) / 48 : Math.min(...times.slice(1).map((at, i) => at - times[i]), 86400000) / 2;
  return {...view, from: Math.min(view.from, times[0] - half), to: Math.max(view.to, times[times.length - 1] + half)};
}

// A line needs two neighbours with values: a value alone would be in the legend and nowhere else.
function alone(values) {
  return values.some((value, i) => value !== null && (values[i - 1] ?? null) === null && (values[i + 1] ?? null) === null);
}

export function timeseries(host, panel, frames, view) {
  const paint = ink();
  const series = [];
  for (const frame of frames) {
    const time = frame.fields.find(field => field.type === 'time');
    if (!time) continue;
    for (const field of frame.fields) {
      if (field.type !== 'number') continue;
      const config = configOf(panel, field);
      if (config.custom.hidden) continue;
      series.push({field, config, time: time.values, name: nameOf(config, field)});
    }
  }
  const calcs = panel.options?.legend?.calcs ?? [];
  const legendShown = panel.options?.legend?.showLegend !== false && panel.options?.legend?.displayMode !== 'hidden';
  const legends = new Map(series.map(one => [one.name, calcs.map(calc =>
    `${translate(CALC_NAMES[calc] ?? calc)} ${shown(reduce(one.field.values, calc), one.field, {...one.config, mappings: []}).text}`).join('  ')]));
  const instance = chart(host, view);
  // More series than rows of the legend can hold are turned over in pages.
  const rows = Math.ceil(series.length * (90 + 90 * calcs.length) / Math.max(host.clientWidth, 200));
  const paged = rows > 3;
  const bottom = legendShown ? (paged ? 1 : rows) * 20 + 12 : 8;
  const unit = series[0]?.config ?? {};
  const right = series.filter(one => one.config.custom.axisPlacement === 'right');
  const axis = (config, onRight) => ({
    type: 'value', position: onRight ? 'right' : 'left', scale: config.min === undefined || config.min === null,
    min: config.min ?? (config.custom?.axisSoftMin === undefined ? undefined : value => Math.min(value.min, config.custom.axisSoftMin)),
    max: config.max ?? (config.custom?.axisSoftMax === undefined ? undefined : value => Math.max(value.max, config.custom.axisSoftMax)),
    splitNumber: 4, interval: typeof config.min === 'number' && typeof config.max === 'number' ? (config.max - config.min) / 4 : undefined,
    axisLabel: {color: paint('--muted'), fontFamily: FONT, formatter: v => shown(v, {type: 'number'}, {...config, mappings: [], thresholds: undefined, decimals: undefined}).text},
    splitLine: {show: !onRight, lineStyle: {color: paint('--grid')}},
  });
  const marks = (view.annotations ?? []).flatMap(group => group.marks.map(mark => ({
    xAxis: toWall(mark.time), name: mark.text, lineStyle: {color: colour(group.color || 'blue'), type: 'dashed', width: 1},
    label: {show: false}, emphasis: {label: {show: true, formatter: mark.text.slice(0, 80), color: paint('--ink'), backgroundColor: paint('--raised'), padding: 4}},
  })));
  const lines = config => config.custom?.thresholdsStyle?.mode === 'line'
    ? config.thresholds.steps.filter(step => step.value !== null && step.value !== undefined)
      .map(step => ({yAxis: step.value, symbol: 'none', lineStyle: {color: colour(step.color), type: 'dotted', width: 1}, label: {show: false}})) : [];
  instance.setOption({
    useUTC: true, animation: false, textStyle: {fontFamily: FONT},
    grid: {left: 8, right: right.length ? 8 : 14, top: 14, bottom, containLabel: true},
    legend: {
      // A page is as high as its icons: lower ones would cut the words.
      show: legendShown, bottom: 0, type: paged ? 'scroll' : 'plain', icon: 'roundRect', itemWidth: 12, itemHeight: paged ? 14 : 4, left: 4, pageIconColor: paint('--ink'), pageTextStyle: {color: paint('--muted')},
      textStyle: {color: paint('--muted'), fontFamily: FONT, fontSize: 12, rich: {c: {color: paint('--ink'), fontSize: 12}}},
      formatter: name => legends.get(name) ? `${name}  {c|${legends.get(name)}}` : name,
    },
    tooltip: {
      trigger: 'axis', ...tooltipStyle(paint), axisPointer: {lineStyle: {color: paint('--muted')}},
      formatter: points => `<b>${safe(day(points[0].axisValue))}</b><br>` + points.filter(p => p.value[1] !== null && p.value[1] !== undefined).slice(0, 24)
        .map(p => `${dot(p.color)}${safe(p.seriesName)} &nbsp;<b>${safe(shown(p.value[1], {type: 'number'}, {...series[p.seriesIndex].config}).text)}</b>`).join('<br>'),
    },
    xAxis: timeAxis(widened(view, series), paint),
    yAxis: right.length ? [axis(unit, false), axis(right[0].config, true)] : axis(unit, false),
    series: series.map((one, i) => {
      const custom = one.config.custom;
      const tint = seriesColour(one.config, i);
      const bars = custom.drawStyle === 'bars';
      const stacked = custom.stacking?.mode === 'normal' || custom.stacking?.mode === 'percent';
      return {
        name: one.name, type: bars ? 'bar' : 'line', yAxisIndex: right.includes(one) ? 1 : 0,
        data: one.time.map((at, row) => [toWall(at), one.field.values[row]]),
        stack: stacked ? custom.stacking.group || 'A' : undefined,
        step: custom.lineInterpolation === 'stepAfter' ? 'end' : custom.lineInterpolation === 'stepBefore' ? 'start' : undefined,
        smooth: custom.lineInterpolation === 'smooth' ? 0.3 : false,
        showSymbol: custom.showPoints === 'always' || custom.drawStyle === 'points' || custom.showPoints !== 'never' && alone(one.field.values), symbolSize: 5, connectNulls: custom.spanNulls === true,
        lineStyle: {width: custom.drawStyle === 'points' ? 0 : custom.lineWidth ?? 1.5, color: tint, type: custom.lineStyle?.fill === 'dash' ? 'dashed' : 'solid'},
        itemStyle: {color: tint, opacity: bars ? 0.92 : 1}, barMaxWidth: 26, barGap: '8%',
        areaStyle: !bars && custom.fillOpacity ? {color: tint, opacity: custom.fillOpacity / 100} : undefined,
        markLine: i === 0 && (marks.length || lines(one.config).length)
          ? {symbol: 'none', animation: false, data: [...marks, ...lines(one.config)]} : undefined,
      };
    }),
  });
}

// Names and values of a bar gauge or a figure: one for each column, or one for each row when the panel asks for values.
export function figures(panel, frames) {
  const reduceOptions = panel.options?.reduceOptions ?? {};
  const found = [];
  for (const frame of frames) {
    const numbers = frame.fields.filter(field => (field.type === 'number' || field.type === 'time' || field.type === 'boolean') && !(field.type === 'time' && field.name === 'time'));
    const label = frame.fields.find(field => field.type === 'string');
    for (const field of numbers) {
      const config = configOf(panel, field);
      if (config.custom.hidden) continue;
      if (reduceOptions.values) {
        field.values.forEach((value, row) => found.push({
          name: label ? translateValue(String(label.values[row])) : nameOf(config, field), value, field, config, row, frame}));
      } else {
        found.push({name: nameOf(config, field), value: reduce(field.values, reduceOptions.calcs?.[0]), field, config, row: 0, frame});
      }
    }
    if (numbers.length === 0 && label) found.push({name: nameOf(configOf(panel, label), label), value: reduce(label.values, 'lastNotNull'), field: label, config: configOf(panel, label), row: 0, frame});
  }
  return found;
}

export function bargauge(host, panel, frames, view) {
  const paint = ink();
  const bars = figures(panel, frames);
  const top = Math.max(...bars.map(bar => bar.config.max ?? bar.value ?? 0), 0.000001);
  const inner = document.createElement('div');
  const least = `${bars.length * 26 + 8}px`;
  // On a phone a panel is as high as its bars; beside others it fills its place.
  inner.style.height = view.narrow ? least : '100%';
  inner.style.minHeight = least;
  host.classList.add('scroll');
  host.append(inner);
  const words = bars.map(bar => shown(bar.value, bar.field, bar.config));
  const instance = chart(inner, view);
  instance.setOption({
    animation: false, textStyle: {fontFamily: FONT},
    grid: {left: 6, right: 74, top: 4, bottom: 4, containLabel: true},
    xAxis: {type: 'value', min: bars[0]?.config.min ?? 0, max: top, show: false},
    yAxis: {
      type: 'category', inverse: true, data: bars.map(bar => bar.name), axisLine: {show: false}, axisTick: {show: false},
      axisLabel: {color: paint('--ink'), fontFamily: FONT, width: view.narrow ? 130 : Math.min(190, host.clientWidth * 0.36), overflow: 'truncate'},
    },
    tooltip: {...tooltipStyle(paint), formatter: p => `${safe(p.name)} &nbsp;<b>${safe(words[p.dataIndex].text)}</b>`},
    series: [{
      type: 'bar', barMaxWidth: 16, showBackground: panel.options?.showUnfilled !== false,
      backgroundStyle: {color: paint('--grid'), borderRadius: 3},
      data: bars.map((bar, i) => ({value: bar.value, itemStyle: {borderRadius: 3, color: words[i].colour ?? thresholdColour(bar.value, bar.config) ?? paint('--lamp')}})),
      label: {show: true, position: 'right', distance: 8, color: paint('--ink'), fontFamily: FONT, fontWeight: 600, formatter: p => words[p.dataIndex].text},
    }],
  });
}

export function sparkline(host, field, tint, view) {
  const instance = chart(host, view);
  instance.setOption({
    animation: false, grid: {left: 0, right: 0, top: 2, bottom: 0},
    xAxis: {type: 'category', show: false, boundaryGap: false, data: field.values.map((_, i) => i)}, yAxis: {type: 'value', show: false, scale: true},
    series: [{type: 'line', data: field.values, showSymbol: false, silent: true, lineStyle: {width: 1.5, color: tint}, areaStyle: {color: tint, opacity: 0.16}}],
  });
}

// One row for each series, a block as long as its value stays the same.
export function stateTimeline(host, panel, frames, view) {
  const paint = ink();
  const rows = [];
  for (const frame of frames) {
    const time = frame.fields.find(field => field.type === 'time');
    if (!time) continue;
    for (const field of frame.fields.filter(one => one !== time)) {
      const config = configOf(panel, field);
      if (config.custom.hidden) continue;
      const blocks = [];
      time.values.forEach((at, i) => {
        const value = field.values[i];
        const last = blocks[blocks.length - 1];
        if (last) last.end = at;
        if (value === null) {
          if (last && !last.gap) blocks.push({gap: true, start: at});
        } else if (!last || last.gap || last.value !== value || panel.options?.mergeValues === false) {
          blocks.push({start: at, end: Math.min(view.to, at + (view.step ?? 0)), value});
        }
      });
      const step = time.values.length > 1 ? time.values[1] - time.values[0] : view.to - view.from;
      const tail = blocks[blocks.length - 1];
      if (tail && !tail.gap) tail.end = Math.min(view.to, time.values[time.values.length - 1] + step);
      rows.push({name: nameOf(config, field), field, config, blocks: blocks.filter(block => !block.gap)});
    }
  }
  const inner = document.createElement('div');
  inner.style.height = '100%';
  inner.style.minHeight = `${rows.length * 24 + 46}px`;
  host.classList.add('scroll');
  host.append(inner);
  const instance = chart(inner, view);
  const seen = new Map();
  const data = rows.flatMap((row, index) => row.blocks.map(block => {
    const word = shown(block.value, row.field, row.config);
    const tint = word.colour ?? thresholdColour(block.value, row.config) ?? paint('--lamp');
    seen.set(word.text, tint);
    return {value: [index, toWall(block.start), toWall(block.end), word.text], itemStyle: {color: tint}};
  }));
  instance.setOption({
    useUTC: true, animation: false, textStyle: {fontFamily: FONT},
    grid: {left: 6, right: 14, top: 4, bottom: 4, containLabel: true},
    xAxis: timeAxis(view, paint),
    yAxis: {type: 'category', inverse: true, data: rows.map(row => row.name), axisLine: {show: false}, axisTick: {show: false},
      axisLabel: {color: paint('--ink'), fontFamily: FONT, width: view.narrow ? 84 : 150, overflow: 'truncate'}},
    tooltip: {...tooltipStyle(paint), formatter: p => `<b>${safe(rows[p.value[0]].name)}</b><br>${dot(p.color)}${safe(p.value[3])}<br>${safe(day(p.value[1]))} – ${safe(day(p.value[2]))}`},
    series: [{
      type: 'custom', encode: {x: [1, 2], y: 0}, data,
      renderItem: (params, api) => {
        const from = api.coord([api.value(1), api.value(0)]);
        const to = api.coord([api.value(2), api.value(0)]);
        const height = Math.min(22, api.size([0, 1])[1] * 0.8);
        const shape = echarts.graphic.clipRectByRect(
          {x: from[0], y: from[1] - height / 2, width: Math.max(1, to[0] - from[0]), height},
          {x: params.coordSys.x, y: params.coordSys.y, width: params.coordSys.width, height: params.coordSys.height});
        if (!shape) return null;
        const fill = api.visual('color');
        const block = {type: 'rect', shape, style: {fill}};
        const sign = signOf(api.value(3));
        // The sign of its state, where there is room for one.
        return sign && shape.width > 16 && height > 10
          ? {type: 'group', children: [block, {type: 'text', style: {text: sign, x: shape.x + shape.width / 2, y: shape.y + height / 2, align: 'center', verticalAlign: 'middle', fill: inkOn(fill), font: `${Math.min(13, height - 4)}px ${FONT}`}}]}
          : block;
      },
    }],
  });
  return [...seen].map(([text, tint]) => ({text, tint}));
}
