// Says so when a change could not be sent: the page is as it was, and nothing
// was saved.
(() => {
  "use strict";
  const toasts = document.getElementById("toasts");
  if (!toasts) return;
  const say = (text) => {
    const toast = document.createElement("div");
    toast.className = "toast failed";
    toast.setAttribute("role", "alert");
    const line = document.createElement("p");
    line.textContent = text;
    const dismiss = document.createElement("button");
    dismiss.className = "btn dismiss";
    dismiss.textContent = "Dismiss";
    toast.append(line, dismiss);
    toasts.replaceChildren(toast);
    return toast;
  };
  document.addEventListener("htmx:error", (event) => {
    const { ctx } = event.detail;
    if (!ctx || ctx.response) return; // the answer came; what it says is shown
    const toast = say(navigator.onLine
      ? "Docket does not answer. Nothing was changed; try again in a moment."
      : "You’re offline. Changes will not be saved.");
    addEventListener("online", () => toast.remove(), { once: true });
  });
  addEventListener("offline", () => {
    const toast = say("You’re offline. Changes will not be saved.");
    addEventListener("online", () => toast.remove(), { once: true });
  });
})();
