// Opens a row's menu beside its button once it has arrived, and puts the focus
// back on the button when it closes.
(() => {
  "use strict";
  document.addEventListener("htmx:after:swap", (event) => {
    const { sourceElement: button, response } = event.detail.ctx ?? {};
    const menu = document.getElementById("row-menu-for");
    if (!button?.matches?.(".more") || !menu || response.status >= 400) return; // what is there is another row's
    menu.showPopover({ source: button });
    menu.querySelector("button, select")?.focus();
    menu.addEventListener("toggle", (toggle) => {
      if (toggle.newState === "closed") button.focus({ preventScroll: true });
    });
  });
  document.addEventListener("htmx:before:request", (event) => {
    const menu = document.getElementById("row-menu-for");
    if (menu?.contains(event.detail.ctx?.sourceElement)) menu.hidePopover();
  });
})();
