// A page that one goes back to may be older than a write made since, whether the
// browser kept it as it was or took it from its cache unasked: load it again.
(() => {
  "use strict";
  addEventListener("pageshow", (event) => {
    const [visit] = performance.getEntriesByType("navigation");
    if (event.persisted || visit?.type === "back_forward") location.reload();
  });
})();
