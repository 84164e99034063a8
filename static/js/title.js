// Enter in a task's title saves it: a title is one line.
(() => {
  "use strict";
  document.addEventListener("keydown", (event) => {
    const title = event.target;
    if (event.key !== "Enter" || event.isComposing || !title.matches(".panel-title textarea")) return;
    event.preventDefault();
    title.form.requestSubmit();
  });
})();
