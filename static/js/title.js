// Enter in a task's title saves it: a title is one line.
(() => {
  "use strict";
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches(".panel-title textarea")) return;
    event.preventDefault();
    event.target.blur(); // the form saves what has changed
  });
})();
