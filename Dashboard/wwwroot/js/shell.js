// What needs no round trip to the server: keyboard, theme, the age of the data, downloads, and coming back after a restart.
const themes = ["system", "light", "dark"];

function nextTheme() {
  const root = document.documentElement;
  const theme = themes[(themes.indexOf(root.dataset.theme ?? "system") + 1) % themes.length];
  if (theme === "system") {
    delete root.dataset.theme;
    localStorage.removeItem("orchestrator.theme");
  } else {
    root.dataset.theme = theme;
    localStorage.setItem("orchestrator.theme", theme);
  }
  announceTheme();
}

function announceTheme() {
  document.dispatchEvent(new Event("orchestrator:theme"));
}

function tick() {
  for (const element of document.querySelectorAll("[data-asof]")) {
    const seconds = Math.max(0, (Date.now() - Number(element.dataset.asof)) / 1000);
    element.textContent = seconds < 60 ? `${seconds.toFixed(0)} s old` : `${Math.floor(seconds / 60)} min old`;
    element.classList.toggle("old", seconds > 15);
  }
}

function moveRow(step) {
  const links = [...document.querySelectorAll("main table a.row-link")].filter(link => link.offsetParent !== null);
  if (links.length === 0) return;
  const at = links.findIndex(link => link.closest("tr").contains(document.activeElement));
  const next = links[at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + step))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

function search() {
  const field = document.querySelector("main [data-search]");
  if (field) {
    field.focus();
    field.select();
  } else {
    sessionStorage.setItem("orchestrator.search", "1");
    document.querySelector('nav a[data-key="t"]')?.click();
    setTimeout(focusWantedSearch, 50);
  }
}

function focusWantedSearch(tries = 40) {
  if (!sessionStorage.getItem("orchestrator.search")) return;
  const field = document.querySelector("main [data-search]");
  if (field) {
    sessionStorage.removeItem("orchestrator.search");
    field.focus();
    // The router moves the focus to the new page's heading, which may come a moment later.
    document.addEventListener("focusin", event => event.target.tagName === "H1" && field.focus(), { once: true });
  } else if (tries > 0) {
    setTimeout(() => focusWantedSearch(tries - 1), 50);
  }
}

let afterG = 0;

function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const isSecond = performance.now() - afterG < 1500;
  afterG = event.key === "g" ? performance.now() : 0;
  const link = isSecond && /^[a-z]$/.test(event.key) ? document.querySelector(`nav a[data-key="${event.key}"]`) : null;
  if (link) link.click();
  else if (event.key === "j") moveRow(1);
  else if (event.key === "k") moveRow(-1);
  else if (event.key === "p") document.getElementById("pause")?.click();
  else if (event.key === "?") document.getElementById("help")?.showModal();
  else if (event.key === "/") search();
  else return;
  event.preventDefault();
}

function onClick(event) {
  const id = event.target.closest("button")?.id;
  if (id === "theme") nextTheme();
  else if (id === "help-button") document.getElementById("help")?.showModal();
  else if (id === "reload") location.reload();
}

// The server was restarted or is gone: ask until it answers, then load the page afresh.
async function comeBack() {
  for (;;) {
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      if (answer.ok) break;
    } catch {
      // Not up yet.
    }
    await new Promise(resolve => setTimeout(resolve, 1000));
  }
  location.reload();
}

function watchConnection() {
  const dialog = document.getElementById("components-reconnect-modal");
  let leaving = false;
  dialog?.addEventListener("components-reconnect-state-changed", event => {
    const state = event.detail.state;
    if (state === "show" && !dialog.open) dialog.showModal();
    else if (state === "hide") dialog.close();
    else if ((state === "failed" || state === "rejected" || state === "resume-failed") && !leaving) {
      leaving = true;
      comeBack();
    }
  });
}

window.orchestrator = {
  timeZone: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
  copy: text => navigator.clipboard.writeText(text),
  download(name, text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
  },
};

document.addEventListener("keydown", onKey);
document.addEventListener("click", onClick);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", announceTheme);
setInterval(tick, 1000);
watchConnection();
