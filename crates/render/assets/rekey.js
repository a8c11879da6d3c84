// Makes pages better that work without it: shows passwords, ticks rules, counts cooldowns down.
"use strict";
(() => {
  const all = (selector) => document.querySelectorAll(selector);

  // Shows and hides a password.
  for (const button of all("[data-reveal]")) {
    const field = document.getElementById(button.dataset.reveal);
    const show = (shown) => {
      field.type = shown ? "text" : "password";
      button.title = shown ? button.dataset.hide : button.dataset.show;
      button.setAttribute("aria-label", button.title);
      button.classList.toggle("on", shown);
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      show(field.type === "password");
      field.focus();
    });
    // A shown password would be kept in the browser's list of typed texts.
    field.form.addEventListener("submit", () => show(false));
  }

  // What was wrong is no longer said of something else that is typed.
  for (const form of all("form")) {
    form.addEventListener("input", ({ target: field }) => {
      for (const banner of all("[data-clears]")) banner.classList.add("past");
      if (!field.hasAttribute("aria-invalid")) return;
      field.removeAttribute("aria-invalid");
      const described = field.getAttribute("aria-describedby") ?? "";
      for (const id of described.split(" ")) {
        const problem = document.getElementById(id);
        if (problem?.matches(".problem, .problems")) problem.remove();
        for (const rule of problem?.querySelectorAll(".broken") ?? []) {
          rule.classList.remove("broken");
          rule.querySelector(".unseen")?.remove();
        }
      }
    });
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

  // Keeps the digits of a code, in whatever script they are typed and whatever stands around a pasted one, and sends them
  // once all six are there.
  const western = (text) => text.normalize("NFKC").replace(/[٠-٩۰-۹]/g, (digit) => digit.charCodeAt(0) & 15);
  const codesIn = (text) => [...new Set(text.split(/[^\d\s\p{Pd}]+/u).map((group) => group.replace(/\D/g, "")).filter(({ length }) => length === 6))];
  const digitsOf = (typed) => {
    const text = western(typed);
    // A link's token may hold six digits in a row.
    for (const part of [text.replace(/\d*[a-z][a-z\d]*/gi, "|"), text]) {
      const codes = codesIn(part);
      if (codes.length === 1) return codes[0];
    }
    return text.replace(/\D/g, "");
  };
  for (const field of all("input.digits")) {
    const boxes = field.parentElement.querySelectorAll("i");
    const mark = () => {
      const next = document.activeElement === field ? Math.min(field.selectionEnd, 5) : -1;
      boxes.forEach((box, place) => box.classList.toggle("next", place === next));
    };
    let sent = "";
    field.addEventListener("input", () => {
      const recovery = document.getElementById("recovery");
      if (recovery && /[a-z]/i.test(field.value) && /^\s*\w{5}[\s-]?\w{5}\s*$/.test(field.value)) {
        recovery.value = field.value.trim();
        field.value = "";
        recovery.closest("details").open = true;
        recovery.focus();
        return;
      }
      const found = digitsOf(field.value);
      const digits = found.slice(0, 6);
      if (digits !== field.value) field.value = digits;
      mark();
      const wanted = [...field.form.elements].every((other) => other === field || !other.required || other.value);
      const button = field.form.querySelector("button");
      if (found.length === 6 && digits !== sent && wanted && button.getAttribute("aria-disabled") !== "true") {
        sent = digits;
        field.form.requestSubmit(button);
      }
    });
    for (const change of ["focus", "blur", "keyup", "pointerup"]) field.addEventListener(change, mark);
    mark();
  }

  // Counts down until something can be asked for or tried again.
  for (const line of all("[data-cooldown]")) {
    const button = document.getElementById(line.dataset.cooldownFor);
    const clock = line.querySelector(".clock");
    let end = performance.now() + Number(line.dataset.cooldown) * 1000;
    const step = () => {
      const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
      clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      button.setAttribute("aria-disabled", String(left > 0));
      line.hidden = left === 0;
      if (left > 0) setTimeout(step, 500);
      else line.closest(".banner")?.classList.add("past");
    };
    button.addEventListener("click", (event) => {
      if (button.getAttribute("aria-disabled") === "true") event.preventDefault();
    });
    // The limit is one address's: another one need not wait for it.
    document.getElementById(line.dataset.cooldownOf)?.addEventListener("input", () => {
      end = 0;
      step();
    }, { once: true });
    step();
  }

  // Carries a typed address from page to page of this tab, so that nobody types it twice.
  const email = document.getElementById("email");
  if (email) {
    const key = "rekey-email";
    try {
      if (!email.value && !email.hasAttribute("aria-invalid")) {
        email.value = sessionStorage.getItem(key) ?? "";
        const password = document.getElementById("password");
        if (email.value && document.activeElement === email) (password ?? email).focus();
      }
      const keep = () => sessionStorage.setItem(key, email.value);
      email.addEventListener("input", keep);
      if (email.value) keep();
    } catch {
      // Where the browser stores nothing, it is typed twice.
    }
  }

  // A tab that waits for a mail goes on once another tab of this browser has done what the mail is for, for the same address.
  // What another browser does changes nothing here: it would tell whether there is an account.
  const account = document.getElementById("account");
  const tabs = globalThis.BroadcastChannel && new BroadcastChannel("rekey");
  try {
    if (account) {
      sessionStorage.setItem("rekey-account", account.value);
      sessionStorage.setItem("rekey-flow", account.form.elements.flow.value);
    }
    for (const told of tabs ? all("[data-tells]") : []) {
      const who = told.dataset.who ?? sessionStorage.getItem("rekey-account") ?? "";
      tabs.postMessage({ what: told.dataset.tells, who: who.toLowerCase(), flow: sessionStorage.getItem("rekey-flow") });
    }
  } catch {
    // The other tab waits.
  }
  for (const waiting of tabs ? all("[data-follows]") : []) {
    tabs.addEventListener("message", ({ data }) => {
      const { follows, who, flow, next } = waiting.dataset;
      // A page that a link opened follows this very link, others follow the address.
      const isMeant = flow ? data.flow === flow : data.who === who.toLowerCase();
      if (data.what === follows && isMeant) location.assign(next);
    });
  }

  // Asks whether an address that ends in a slip of the pen ends in what it looks like. Nothing of it leaves the page.
  const domains = ["gmail.com", "googlemail.com", "yahoo.com", "hotmail.com", "outlook.com", "live.com", "icloud.com", "aol.com", "gmx.de", "gmx.net", "web.de", "proton.me", "protonmail.com"];
  const isSlipOf = (one, other) => {
    if (one === other || Math.abs(one.length - other.length) > 1) return false;
    let start = 0;
    while (start < one.length && one[start] === other[start]) start += 1;
    const [mine, theirs] = [one.slice(start), other.slice(start)];
    return mine.slice(1) === theirs || mine === theirs.slice(1) || mine.slice(1) === theirs.slice(1)
      || (mine[0] === theirs[1] && mine[1] === theirs[0] && mine.slice(2) === theirs.slice(2));
  };
  // Real providers that look like slips of others.
  const others = ["mail.com", "email.com", "ymail.com"];
  // The name and its ending may have a slip each. A short name is soon another's: there, two letters have to be swapped.
  const isMeant = (typed, known) => {
    if (typed.replace(/[^a-z0-9]/g, "") === known.replace(".", "")) return true;
    const [[name, ending], [knownName, knownEnding]] = [typed, known].map((domain) => [domain.slice(0, domain.indexOf(".")), domain.slice(domain.indexOf(".") + 1)]);
    const isName = name === knownName || (isSlipOf(name, knownName) && (knownName.length > 4 || [...name].sort().join() === [...knownName].sort().join()));
    return isName && (ending === knownEnding || (knownEnding.length > 2 && isSlipOf(ending, knownEnding)));
  };
  for (const hint of all("[data-slips]")) {
    const field = document.getElementById(hint.dataset.slips);
    const button = hint.querySelector("button");
    const look = () => {
      const [, person, domain] = /^\s*(.+)@([^@\s]+)\s*$/.exec(field.value.toLowerCase()) ?? [];
      const meant = domain && ![...domains, ...others].includes(domain) && domains.find((known) => isMeant(domain, known));
      hint.hidden = !meant;
      if (meant) button.textContent = `${person}@${meant}`;
    };
    field.addEventListener("change", look);
    field.addEventListener("input", () => { hint.hidden = true; });
    button.addEventListener("click", () => {
      field.value = button.textContent;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
    look();
  }

  // A link's token does not stay in the address bar, nor in the history.
  if (document.querySelector("[data-clean-url]")) history.replaceState(null, "", location.pathname);

  // A form that is shown again answers a POST, which a reload or the Back button would offer to send again. They get the
  // page itself instead.
  if (document.querySelector("[aria-invalid], [data-clears], .banner [role=alert]")) {
    const query = new URLSearchParams(document.body.dataset.here);
    const state = document.querySelector("input[name=state]");
    if (state) query.set("state", state.value);
    history.replaceState(null, "", `${document.querySelector("[data-page]")?.dataset.page ?? location.pathname}?${query}`);
  }

  // Sends a form once, however often its button is pressed. Without a network, nothing that was typed is lost to the
  // browser's error page; pressing the button again sends it all the same, because browsers may be wrong about that.
  for (const form of all("form")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      if (!navigator.onLine && !form.querySelector(".offline") && document.body.dataset.offline) {
        event.preventDefault();
        const warning = document.createElement("p");
        warning.className = "banner warn offline";
        warning.setAttribute("role", "alert");
        warning.textContent = document.body.dataset.offline;
        form.prepend(warning);
        addEventListener("online", () => warning.remove(), { once: true });
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
