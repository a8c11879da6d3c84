// Makes the development inbox live: looks for new mails, copies, searches, narrows the view.
"use strict";
(() => {
  const all = (selector) => document.querySelectorAll(selector);

  // Loads the page again once a mail has come or all have gone.
  const newest = document.body.dataset.newest;
  const look = async () => {
    if (!document.hidden) {
      try {
        const mails = await (await fetch("inbox.json", { cache: "no-store" })).json();
        if ((mails[0]?.id ?? "") !== newest) {
          location.reload();
          return;
        }
      } catch {
        // The server is being started again; the next look will tell.
      }
    }
    setTimeout(look, 1500);
  };
  setTimeout(look, 1500);

  for (const button of all("[data-copy]")) {
    const label = button.textContent;
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = button.dataset.copied;
      setTimeout(() => { button.textContent = label; }, 1500);
    });
  }

  for (const field of all("[data-search]")) {
    field.hidden = false;
    field.addEventListener("input", () => {
      const wanted = field.value.trim().toLowerCase();
      for (const row of all("nav li")) row.hidden = !row.textContent.toLowerCase().includes(wanted);
    });
  }

  for (const button of all("[data-phone]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const narrow = document.querySelector("iframe").classList.toggle("phone");
      button.setAttribute("aria-pressed", String(narrow));
    });
  }
})();
