// Says so when a change could not be sent, or its answer did not come. What was
// changed in an open task is sent again once there is a connection, as any other
// answer shows, or when the person asks for it, also if the task is not open any
// more.
(() => {
  "use strict";
  const offline = "You’re offline. Nothing is saved until you’re back.";
  const toasts = document.getElementById("toasts");
  if (!toasts) return;
  const unsent = new Map(); // requests by what they change
  const changed = ({ request }) => request.action + " " + [...request.body.keys()];
  const button = (text, name) => Object.assign(document.createElement("button"), { className: "btn " + name, textContent: text });
  const say = (text) => {
    const toast = document.createElement("div");
    toast.className = "toast failed";
    toast.setAttribute("role", "alert");
    const line = document.createElement("p");
    line.textContent = text;
    toast.append(line);
    if (unsent.size && navigator.onLine) {
      toast.append(button("Try again", "again"));
      toast.lastChild.addEventListener("click", () => { toast.remove(); retry(); });
    }
    toast.append(button("Dismiss", "dismiss"));
    toasts.replaceChildren(toast);
    addEventListener("online", () => { toast.remove(); retry(); }, { once: true });
  };
  const retry = () => {
    const gone = [];
    for (const ctx of unsent.values()) {
      const { sourceElement: form, request } = ctx;
      if (form.isConnected && form.getAttribute("action") === request.action) form.requestSubmit();
      else gone.push(fetch(request.action, { method: "POST", body: request.body, headers: { "HX-Request": "true" } })
        .then(({ status }) => status >= 500 ? 0 : status, () => 0)
        .then((status) => { if (!status) unsent.set(changed(ctx), ctx); return status; }));
    }
    unsent.clear();
    if (!gone.length) return;
    Promise.all(gone).then((statuses) => {
      if (statuses.includes(401)) return location.reload(); // which leads to the sign-in
      if (statuses.includes(0)) return say("Docket does not answer. What you changed in a task before is not saved yet.");
      if (statuses.every((status) => status < 400)) return location.reload();
      say("What you changed in a task before was not saved: it has changed meanwhile. Look at it and change it again.");
    });
  };
  document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
    if (!ctx || ctx.text !== undefined) return; // the answer came; what it says is shown
    if (ctx.sourceElement.matches?.(".panel form:has([name=version])")) unsent.set(changed(ctx), ctx);
    say(navigator.onLine ? "Docket does not answer. What you did may not be saved: look again in a moment." : offline);
  });
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    if (ctx.request.body) unsent.delete(changed(ctx));
    if (unsent.size && ctx.response.status < 500) retry();
  });
  addEventListener("offline", () => say(offline));
})();
