// Opens a row's menu beside its button once it has arrived, and puts the focus
// back on the button when it closes.
const menu = () => document.getElementById("row-menu-for");
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const button = ctx.sourceElement;
  if (!button?.matches?.(".more") || !menu() || ctx.response.status >= 400) return; // what is there is another row's
  menu().showPopover({ source: button });
  menu().querySelector("button, select")?.focus();
  menu().addEventListener("toggle", ({ newState }) => { if (newState === "closed") button.focus({ preventScroll: true }); });
});
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => { if (menu()?.contains(ctx.sourceElement)) menu().hidePopover(); });
