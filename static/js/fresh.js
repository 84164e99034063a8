// A page taken from the back/forward cache may be older than a write made since: load it again.
(() => {
  "use strict";
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
})();
