// Makes pages better that work without it: shows passwords, ticks rules, counts cooldowns down.
"use strict";
(() => {
  const all = (selector) => document.querySelectorAll(selector);

  // Shows and hides a password.
  for (const button of all("[data-reveal]")) {
    const field = document.getElementById(button.dataset.reveal);
    button.hidden = false;
    button.addEventListener("click", () => {
      const shown = field.type === "password";
      field.type = shown ? "text" : "password";
      button.textContent = shown ? button.dataset.hide : button.dataset.show;
      button.setAttribute("aria-pressed", String(shown));
      field.focus();
    });
    // A shown password would be kept in the browser's list of typed texts.
    field.form.addEventListener("submit", () => { field.type = "password"; });
  }

  // Says that Caps Lock is on.
  for (const hint of all("[data-caps]")) {
    const field = document.getElementById(hint.dataset.caps);
    const look = (event) => { hint.hidden = !(event.getModifierState && event.getModifierState("CapsLock")); };
    field.addEventListener("keydown", look);
    field.addEventListener("keyup", look);
    field.addEventListener("blur", () => { hint.hidden = true; });
  }

  // Ticks the rules that a password meets. The server decides; this only tells sooner.
  const checks = {
    too_short: (text, count) => [...text].length >= count,
    needs_upper: (text) => /\p{Lu}/u.test(text),
    needs_lower: (text) => /\p{Ll}/u.test(text),
    needs_digit: (text) => /\p{N}/u.test(text),
    needs_special: (text) => /[^\p{L}\p{N}\p{M}\s\p{Cc}]/u.test(text),
  };
  for (const list of all("[data-rules]")) {
    const field = document.getElementById(list.dataset.rules);
    const tick = () => {
      for (const item of list.querySelectorAll("[data-rule]")) {
        const check = checks[item.dataset.rule];
        const met = Boolean(check) && check(field.value, Number(item.dataset.count));
        if (item.classList.contains("met") === met) continue;
        item.classList.toggle("met", met);
        item.classList.remove("broken");
        item.querySelector(".unseen")?.remove();
        if (met) {
          const said = document.createElement("span");
          said.className = "unseen";
          said.textContent = `${list.dataset.met} `;
          item.prepend(said);
        }
      }
    };
    field.addEventListener("input", tick);
    tick();
  }

  // Tells how hard a new password is to guess, once its typing pauses. The estimator is fetched when somebody begins to
  // type, so that the page is there before it; nothing of the password leaves the page.
  const levels = ["weak", "weak", "fair", "good", "strong"];
  for (const line of all("[data-strength]")) {
    const field = document.getElementById(line.dataset.strength);
    const account = document.getElementById(line.dataset.account).value;
    const own = [account, ...account.split(/[^\p{L}\p{N}]+/u)];
    const [shown, said] = line.children;
    let estimating, saying;
    const tell = () => {
      if (!globalThis.rekeyStrength) return;
      const level = field.value && levels[globalThis.rekeyStrength(field.value, own)];
      line.dataset.level = level;
      shown.textContent = level && line.dataset[level];
      // Read aloud when typing has stopped, not at each key.
      clearTimeout(saying);
      saying = setTimeout(() => { said.textContent = shown.textContent; }, 1000);
    };
    const fetchOnce = () => {
      const script = document.createElement("script");
      script.src = line.dataset.estimator;
      script.addEventListener("load", tell);
      document.head.append(script);
    };
    field.addEventListener("input", fetchOnce, { once: true });
    field.addEventListener("input", () => {
      clearTimeout(estimating);
      estimating = setTimeout(tell, 150);
    });
  }

  // Keeps the digits of a pasted code, whatever stands between them and in whatever script they are typed.
  for (const field of all("input.digits")) {
    field.addEventListener("input", () => {
      const western = field.value.normalize("NFKC").replace(/[٠-٩۰-۹]/g, (digit) => digit.charCodeAt(0) & 15);
      const digits = western.replace(/\D/g, "");
      if (digits !== field.value) field.value = digits;
    });
  }

  // Counts down until another mail can be asked for.
  for (const line of all("[data-cooldown]")) {
    const button = document.getElementById(line.dataset.cooldownFor);
    const clock = line.querySelector(".clock");
    const end = performance.now() + Number(line.dataset.cooldown) * 1000;
    const step = () => {
      const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
      clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      button.setAttribute("aria-disabled", String(left > 0));
      line.hidden = left === 0;
      if (left > 0) setTimeout(step, 500);
    };
    button.addEventListener("click", (event) => {
      if (button.getAttribute("aria-disabled") === "true") event.preventDefault();
    });
    step();
  }

  // A link's token does not stay in the address bar, nor in the history.
  if (document.querySelector("[data-clean-url]")) history.replaceState(null, "", location.pathname);

  // Sends a form once, however often its button is pressed.
  for (const form of all("form")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "yes";
      event.submitter?.setAttribute("aria-busy", "true");
    });
  }
  // A page that comes back from the browser's memory can be sent again.
  addEventListener("pageshow", () => {
    for (const form of all("form")) delete form.dataset.sent;
    for (const button of all("[aria-busy]")) button.removeAttribute("aria-busy");
  });
})();
