// Takes toasts away: by their button, and the timed ones when the line that runs
// below them has run out; the pointer and the focus hold it.
document.addEventListener("click", (event) => {
  const button = event.target.closest(".toast .dismiss");
  if (!button) return;
  event.preventDefault();
  button.closest(".toast").remove();
});
document.addEventListener("animationend", ({ animationName, target }) => { if (animationName === "drain") target.remove(); });
