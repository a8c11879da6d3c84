// Walks through a whole reset, one call at a time. Only a development server has the inbox that this needs.
"use strict";
(async () => {
  const byId = (id) => document.getElementById(id);
  const make = (tag, text, ...children) => {
    const element = document.createElement(tag);
    element.append(text, ...children);
    return element;
  };
  const read = async (path) => (await fetch(path)).json();
  const pretty = (text) => {
    try {
      return JSON.stringify(JSON.parse(text), null, 2);
    } catch {
      return text;
    }
  };
  let walks, inbox;
  try {
    [walks, inbox] = await Promise.all([read("docs/walks.json"), read("_dev/inbox.json")]);
  } catch {
    return;
  }
  const [choice, next, list] = [byId("walk-api"), byId("walk-next"), byId("walk-steps")];
  let at = 0, known = {}, seen = new Set();

  // What earlier steps gave, in the places that the texts of this one leave for it.
  const fill = (text) => text.replace(/{(\w+)}/g, (_, name) => known[name] ?? "");
  const steps = () => walks[choice.value];
  const name = () => { next.textContent = at < steps().length ? steps()[at].title : "Start again"; };

  function begin() {
    at = 0;
    known = { email: "demo@example.com", password: `Quiet-evening-${1000 + Math.floor(Math.random() * 9000)}` };
    list.replaceChildren();
    name();
  }

  async function call(step) {
    const body = step.body && fill(JSON.stringify(step.body));
    const request = { method: "POST", headers: body ? { "content-type": "application/json" } : {}, body };
    seen = new Set((await read("_dev/inbox.json")).map(({ id }) => id));
    const answer = await fetch(fill(step.path), request), text = await answer.text();
    if (answer.ok) for (const [as, field] of Object.entries(step.keep ?? {})) known[as] = JSON.parse(text)[field];
    return [answer.ok, `POST /${fill(step.path)}\n${body ? pretty(body) : ""}`.trim(), `${answer.status}\n${pretty(text)}`.trim()];
  }

  async function take(what) {
    for (let tries = 0; tries < 50; tries++) {
      const mail = (await read("_dev/inbox.json")).find(({ id }) => !seen.has(id));
      if (mail) {
        const link = mail.links.find((link) => link.includes("token="));
        known[what] = what === "code" ? mail.code : link && new URL(link).searchParams.get("token");
        return [Boolean(known[what]), `“${mail.subject}”`, `${what}: ${known[what] ?? "none in this email"}`];
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return [false, "", "No email came. Look at the answer before."];
  }

  next.onclick = async () => {
    if (at >= steps().length) return begin();
    next.disabled = true;
    const step = steps()[at];
    const [done, asked, answered] = await (step.mail ? take(step.mail) : call(step)).catch((error) => [false, "", String(error)]);
    const item = make("li", make("strong", step.title));
    if (asked) item.append(make("pre", asked));
    item.append(make("pre", answered));
    item.className = done ? "done" : "failed";
    list.children[at]?.remove();
    list.append(item);
    if (done) at += 1;
    name();
    next.disabled = false;
    next.focus();
  };
  choice.append(...Object.keys(walks).map((api) => new Option(api)));
  choice.onchange = begin;
  begin();
  byId("walk").hidden = false;
})();
