// Lets links and forms say their address once: where hx-get or hx-post has none,
// htmx asks where the href or the action leads. Scripts come in the order of their
// names: those that tell requests apart by their address come after this one.
(() => {
  "use strict";
  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    ctx.request.action ||= ctx.sourceElement.getAttribute("href") ?? ctx.sourceElement.getAttribute("action");
  });
})();
