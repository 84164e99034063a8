// A field of one line becomes one of several when several are pasted, or with shift and
// Enter, and is one of one line again when it was sent; Enter adds in both.
const reshape = (input, tag, text) => {
  const other = document.createElement(tag);
  const own = /^(type|value|style|rows|role|aria-(auto|ex|con|act).*|data-htmx.*)$/; // to the field that was there
  for (const { name, value } of input.attributes) if (!own.test(name)) other.setAttribute(name, value);
  if (tag === "textarea") other.rows = 1;
  else other.type = "text";
  other.value = text;
  input.replaceWith(other);
  htmx.process(other);
  other.focus();
  other.dispatchEvent(new Event("input", { bubbles: true }));
  return other;
};
document.addEventListener("paste", (event) => {
  const { target } = event, text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\s+$/, "");
  if (!target.matches(".quick-add input.bare") || !text.includes("\n")) return;
  event.preventDefault();
  target.setRangeText(text.replaceAll("\n", " "), target.selectionStart, target.selectionEnd, "end");
  const end = target.selectionStart - text.length;
  reshape(target, "textarea", target.value.slice(0, end) + text + target.value.slice(target.selectionStart));
});
document.addEventListener("keydown", (event) => {
  const { target, key, shiftKey, isComposing } = event;
  if (key !== "Enter" || isComposing || event.defaultPrevented || !target.matches(".quick-add .bare")) return;
  if (shiftKey && target.matches("input")) {
    event.preventDefault();
    reshape(target, "textarea", target.value + "\n");
  } else if (!shiftKey && target.matches("textarea")) {
    event.preventDefault();
    target.form.requestSubmit();
  }
});
document.addEventListener("htmx:config:request", ({ detail: { ctx: { sourceElement } } }) => {
  const sent = sourceElement.matches(".quick-add:not(#page-quick-add)") && sourceElement.querySelector("textarea.bare");
  if (sent) reshape(sent, "input", "");
}, true); // after quick-add.js has emptied it
