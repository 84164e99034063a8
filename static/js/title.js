// Enter in a task's title saves it: a title is one line.
(() => {
  "use strict";
  document.addEventListener("keydown", (event) => {
    const title = event.target;
    if (event.key !== "Enter" || event.isComposing || !title.matches(".panel-title textarea")) return;
    event.preventDefault();
    let sent = false;
    title.addEventListener("change", () => { sent = true; }, { once: true });
    title.blur(); // the form saves what has changed
    if (!sent && title.value !== title.defaultValue) title.form.requestSubmit(); // which was not saved before
  });
})();
