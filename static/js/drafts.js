// What is typed and not sent yet is kept in the session storage, each key after its
// user's id. What someone else has left there goes, and signing out leaves none.
const forget = (mine) => {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith("draft ") && !mine(key)) sessionStorage.removeItem(key);
};
const { user } = document.body.dataset;
if (user) forget((key) => key.startsWith(`draft ${user} `));
document.addEventListener("submit", ({ target }) => { if (target.getAttribute("action") === "/sign-out") forget(() => false); });
