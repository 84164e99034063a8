// What is typed and not sent yet is kept in the session storage, each key after its
// user's id, and when the tab is closed the outbox in the local one. What someone else
// has left in this tab goes, and signing out leaves none.
const { user } = document.body.dataset;
const forget = (storage, kept) => {
  for (const key of Object.keys(storage)) if (key.startsWith("draft ") && !key.startsWith(kept)) storage.removeItem(key);
};
if (user) forget(sessionStorage, `draft ${user} `);
document.addEventListener("submit", ({ target }) => {
  if (target.getAttribute("action") === "/sign-out") for (const storage of [sessionStorage, localStorage]) forget(storage, "none");
});
