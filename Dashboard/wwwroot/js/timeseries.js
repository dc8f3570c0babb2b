// One chart over time. Points are appended, so that a live chart costs a few bytes an update.
import uPlot from "../lib/uplot/uPlot.esm.js";

const height = 180;
const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function options(host, names, colors, range, unit) {
  const axis = { stroke: style("--muted"), grid: { stroke: style("--line"), width: 1 }, ticks: { show: false }, font: "12px Inter, system-ui, sans-serif" };
  return {
    width: Math.max(120, host.clientWidth), height,
    cursor: { y: false }, legend: { live: true },
    series: [{ label: "time" }, ...names.map((label, i) => ({
      label, stroke: style(colors[i]), width: 2, points: { show: false }, spanGaps: true,
      value: (_, value) => value == null ? "–" : `${Math.round(value * 10) / 10}${unit}`,
    }))],
    axes: [axis, { ...axis, size: 48, values: (_, ticks) => ticks.map(tick => `${tick}${unit}`) }],
    scales: { y: { range: range ?? ((_, low, high) => [0, Math.max(1, high * 1.1)]) } },
  };
}

export function create(host, names, colors, range, unit, data) {
  let plot = new uPlot(options(host, names, colors, range, unit), data, host);
  const resized = new ResizeObserver(() => plot.setSize({ width: Math.max(120, host.clientWidth), height }));
  const repaint = () => {
    const kept = plot.data;
    plot.destroy();
    plot = new uPlot(options(host, names, colors, range, unit), kept, host);
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
