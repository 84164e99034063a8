// Says with every request what the screen shows, so that the answer brings all
// that it has missed. Where answers have crossed, an older one may have come
// last: the view is asked for once more.
(() => {
  "use strict";
  const running = new Set();
  let crossed = false;
  const writes = (event) => event.detail.ctx?.request.method === "POST";
  document.addEventListener("htmx:config:request", (event) => {
    const shown = document.getElementById("nav")?.dataset.screen;
    if (shown) event.detail.ctx.request.headers["Docket-Screen"] = shown;
  });
  document.addEventListener("htmx:before:request", (event) => {
    if (writes(event) && running.add(event.detail.ctx).size > 1) crossed = true;
  });
  document.addEventListener("htmx:finally:request", (event) => {
    if (!running.delete(event.detail.ctx) || running.size > 0 || !crossed) return;
    crossed = false;
    const { view } = document.body.dataset;
    if (!document.getElementById("groups")) return;
    const path = location.pathname === view ? view + location.search : view;
    htmx.ajax("GET", path, { target: "#main", select: "#main", selectOOB: "#nav:outerMorph", swap: "outerMorph" });
  });
})();
