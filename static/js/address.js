// Lets links and forms say their address once: where hx-get or hx-post has none,
// htmx asks where the href or the action leads.
(() => {
  "use strict";
  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    ctx.request.action ||= ctx.sourceElement.getAttribute("href") ?? ctx.sourceElement.getAttribute("action");
  });
})();
