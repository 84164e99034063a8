// Says with every request what the screen shows, so that the answer brings all
// that it has missed.
(() => {
  "use strict";
  document.addEventListener("htmx:config:request", (event) => {
    const shown = document.getElementById("nav")?.dataset.screen;
    if (shown) event.detail.ctx.request.headers["Docket-Screen"] = shown;
  });
})();
