// Keys: q or c opens quick add from anywhere, for whoever has not switched that off.
const typing = ({ target }) => target.matches("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open], :popover-open");
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!/^[qc]$/.test(event.key) || typing(event) || !document.body.matches("[data-user]:not([data-keys-off])")) return;
  event.preventDefault();
  const view = document.getElementById("main").dataset.view || document.body.dataset.view || "/inbox";
  htmx.ajax("GET", `/quick-add?${new URLSearchParams({ dialog: "1", view })}`, { source: document.head, target: "#dialogs", swap: "innerHTML" });
});
