// Enter in a task's title saves it: a title is one line.
document.addEventListener("beforeinput", (event) => { // not keydown: it is said of every keyboard, and of none that still composes
  if (event.inputType !== "insertLineBreak" || !event.target.matches(".panel-title textarea")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});
