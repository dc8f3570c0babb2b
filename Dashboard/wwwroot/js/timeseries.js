// One chart over time. Points are appended, so that a live chart costs a few bytes an update.
import uPlot from "../lib/uplot/uPlot.esm.js";

const height = 180;
const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const clockSeconds = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

function times(plot, splits) {
  const span = plot.scales.x.max - plot.scales.x.min;
  const format = span < 900 ? clockSeconds : span < 172800 ? clock : day;
  return splits.map(split => format.format(split * 1000));
}

function drawLimits(plot, limits, colors) {
  limits.forEach((limit, i) => {
    if (limit == null) return;
    const y = Math.round(plot.valToPos(limit, "y", true));
    plot.ctx.save();
    plot.ctx.strokeStyle = style(colors[i]);
    plot.ctx.setLineDash([6, 6]);
    plot.ctx.beginPath();
    plot.ctx.moveTo(plot.bbox.left, y);
    plot.ctx.lineTo(plot.bbox.left + plot.bbox.width, y);
    plot.ctx.stroke();
    plot.ctx.restore();
  });
}

function options(host, names, colors, range, unit, decimals, limits) {
  const axis = { stroke: style("--muted"), grid: { stroke: style("--line"), width: 1 }, ticks: { show: false }, font: "12px Inter, system-ui, sans-serif" };
  return {
    width: Math.max(120, host.clientWidth), height,
    cursor: { y: false }, legend: { live: true },
    series: [{ label: "time" }, ...names.map((label, i) => ({
      label, stroke: style(colors[i]), width: 2, points: { show: false },
      value: (_, value) => value == null ? "–" : `${Number(value.toFixed(decimals))}${unit}`,
    }))],
    axes: [{ ...axis, values: times, space: 90, size: 34 }, { ...axis, size: 64, values: (_, ticks) => ticks.map(tick => `${Number(tick.toFixed(9))}${unit}`) }],
    hooks: { draw: [plot => drawLimits(plot, limits, colors)] },
    scales: { x: { range: (_, low, high) => [Math.min(low, high - 60), high] }, y: { range: range ?? ((_, low, high) => [0, high > 0 ? high * 1.1 : 1]) } },
  };
}

export function create(host, names, colors, range, unit, decimals, limits, data) {
  let plot = new uPlot(options(host, names, colors, range, unit, decimals, limits), data, host);
  const resized = new ResizeObserver(() => plot.setSize({ width: Math.max(120, host.clientWidth), height }));
  const repaint = () => {
    const kept = plot.data;
    plot.destroy();
    plot = new uPlot(options(host, names, colors, range, unit, decimals, limits), kept, host);
  };
  resized.observe(host);
  document.addEventListener("orchestrator:theme", repaint);
  return {
    push(points, keep) {
      const data = plot.data.map((column, i) => [...column, ...points.map(point => point[i])].slice(-keep));
      plot.setData(data);
    },
    dispose() {
      document.removeEventListener("orchestrator:theme", repaint);
      resized.disconnect();
      plot.destroy();
    },
  };
}
