// Opens a row's menu beside its button once it has arrived, and closes it when
// something was chosen.
const menu = () => document.getElementById("row-menu-for");
document.addEventListener("htmx:after:swap", ({ detail: { ctx: { response, sourceElement } } }) => {
  if (!sourceElement.matches(".more") || !menu() || response.status >= 400) return; // what is there is another row's
  menu().showPopover({ source: sourceElement });
  menu().querySelector("button, select")?.focus();
});
document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (menu()?.contains(ctx.sourceElement)) menu().hidePopover();
});
