// Takes toasts away: by their button, and the timed ones after the eight seconds
// that their line shows, while neither the pointer nor the focus is on them.
(() => {
  "use strict";
  const life = 8000;
  const start = (toast) => {
    let left = life, since = 0, timer = 0;
    const run = () => { since = performance.now(); timer = setTimeout(() => toast.remove(), left); };
    const hold = () => { if (timer) { clearTimeout(timer); timer = 0; left -= performance.now() - since; } };
    const go = () => { if (!timer && !toast.matches(":hover, :focus-within")) run(); };
    toast.addEventListener("pointerenter", hold);
    toast.addEventListener("focusin", hold);
    toast.addEventListener("pointerleave", go);
    toast.addEventListener("focusout", () => queueMicrotask(go));
    run();
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".toast .dismiss");
    if (!button) return;
    event.preventDefault();
    button.closest(".toast").remove();
  });
  const toasts = document.getElementById("toasts");
  if (!toasts) return;
  new MutationObserver((changes) => {
    for (const change of changes)
      for (const node of change.addedNodes)
        if (node.nodeType === 1 && node.matches(".toast.timed")) start(node);
  }).observe(document.body, { childList: true, subtree: true });
})();
