// What the person has unfolded stays so when it is drawn anew, unless it was the
// form in it that was sent.
(() => {
  "use strict";
  document.addEventListener("htmx:before:swap", (event) => {
    const { ctx, tasks = [] } = event.detail;
    for (const { target, swapSpec, fragment } of tasks) {
      if (!/Morph$/.test(swapSpec?.style)) continue;
      for (const fold of target?.querySelectorAll("details[open][id]") ?? []) {
        const next = fold.contains(ctx.sourceElement) && ctx.sourceElement.matches("form.field") ? null : fragment.querySelector("#" + CSS.escape(fold.id));
        if (next) next.open = true;
      }
    }
  });
})();
