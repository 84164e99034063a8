// Enter in a task's title saves it: a title is one line.
(() => {
  "use strict";
  document.addEventListener("beforeinput", (event) => { // not keydown: it is said of every keyboard, and of none that still composes
    const title = event.target;
    if (event.inputType !== "insertLineBreak" || !title.matches(".panel-title textarea")) return;
    event.preventDefault();
    title.form.requestSubmit();
  });
})();
