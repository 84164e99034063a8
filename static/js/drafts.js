// What is typed and not sent yet is kept in the session storage, each key after its
// user's id. What someone else has left there goes, and signing out leaves none.
const { user } = document.body.dataset;
const forget = (kept) => {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith("draft ") && !key.startsWith(kept)) sessionStorage.removeItem(key);
};
if (user) forget(`draft ${user} `);
document.addEventListener("submit", ({ target }) => { if (target.getAttribute("action") === "/sign-out") forget("none"); });
