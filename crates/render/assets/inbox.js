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

  // What is searched for stays, however many mails come meanwhile.
  const stored = (key) => { try { return sessionStorage.getItem(key); } catch { return null; } };
  const store = (key, value) => { try { sessionStorage.setItem(key, value); } catch { /* It is forgotten. */ } };
  for (const field of all("[data-search]")) {
    const search = () => {
      const wanted = field.value.trim().toLowerCase();
      for (const row of all("nav li")) row.hidden = !row.textContent.toLowerCase().includes(wanted);
    };
    field.hidden = false;
    field.value = stored("inbox-search") ?? "";
    if (stored("inbox-searching")) field.focus();
    search();
    field.addEventListener("input", () => {
      store("inbox-search", field.value);
      search();
    });
    for (const change of ["focus", "blur"]) field.addEventListener(change, () => store("inbox-searching", change === "focus" ? "yes" : ""));
  }

  // Mails that were not opened in this tab yet.
  const read = new Set((stored("inbox-read") ?? "").split(" "));
  for (const row of all("nav li")) {
    if (row.querySelector("[aria-current]")) read.add(row.dataset.id);
    row.querySelector("[data-unread]").hidden = read.has(row.dataset.id);
  }
  store("inbox-read", [...read].join(" "));

  // How long ago each came, with the time itself where the pointer rests.
  const relative = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
  const tell = () => {
    for (const time of all("[data-relative]")) {
      const seconds = Math.min(0, (Date.parse(time.dateTime) - Date.now()) / 1000);
      const [unit, size] = [["day", 86400], ["hour", 3600], ["minute", 60]].find(([, length]) => seconds <= -length) ?? ["second", 1];
      time.title ||= time.textContent;
      time.textContent = relative.format(Math.trunc(seconds / size), unit);
    }
    setTimeout(tell, 15000);
  };
  tell();

  for (const button of all("[data-phone]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const narrow = document.querySelector("iframe").classList.toggle("phone");
      button.setAttribute("aria-pressed", String(narrow));
    });
  }
})();
