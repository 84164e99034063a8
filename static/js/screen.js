// Says with every request what the screen shows, so that the answer brings all
// that it has missed. Where answers have crossed, an older one may have come
// last, and where one refuses, the screen shows what is no longer so: the view is
// asked for once more, and the task beside it. An answer whose sender has left the
// page is for the rest of the page all the same.
(() => {
  "use strict";
  const running = new Set();
  let again = false;
  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => { // which may have waited for another one
    const shown = document.getElementById("nav")?.dataset.screen;
    if (shown) ctx.request.headers["Docket-Screen"] = shown;
    if (ctx.request.method === "POST" && running.add(ctx).size > 1) again = true;
  });
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    if (!running.has(ctx) || ctx.target?.isConnected !== false) return;
    ctx.target = document.body;
    ctx.hx.reswap = "none"; // its fragments name where they go
  });
  const load = (path, id, more) => htmx.ajax("GET", path, { target: "#" + id, select: "#" + id, swap: "outerMorph", ...more });
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    const refused = [403, 404, 409].includes(ctx.response?.status);
    if (running.delete(ctx) ? refused : refused && ctx.sourceElement?.matches?.(".title, .more")) again = true;
    if (running.size > 0 || !again) return;
    again = false;
    const { view } = document.body.dataset, panel = document.querySelector("aside.panel");
    if (document.getElementById("groups")) load(location.pathname === view ? view + location.search : view, "main", { selectOOB: "#nav:outerMorph" });
    if (panel && refused && ctx.response.headers.get("HX-Reswap") === "none") load("/tasks/" + panel.dataset.task, "panel");
  });
})();
