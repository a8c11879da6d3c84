import { failure, type Failure } from "@/api/failure";

/** The text of a field. */
export const text = (form: HTMLFormElement, name: string) => String(new FormData(form).get(name) ?? "");

/** Runs `action` when the form is submitted, once at a time. Shows failed calls beside the button. */
export function onSend(form: HTMLFormElement, action: () => Promise<void>, onFailure = tell) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.ariaBusy === "true") return;
    form.ariaBusy = "true";
    clear(form);
    try {
      await action();
    } catch (thrown) {
      onFailure(form, failure(thrown));
    } finally {
      form.ariaBusy = "false";
    }
  });
  const reveal = form.querySelector<HTMLInputElement>("input[data-reveals]");
  reveal?.addEventListener("change", () => {
    form.querySelector<HTMLInputElement>(`#${reveal.dataset.reveals}`)!.type = reveal.checked ? "text" : "password";
  });
}

/** Shows what went wrong: a sentence, and another for each error of a field. */
export function tell(form: HTMLFormElement, { message, errors }: Failure) {
  const problem = form.querySelector("[role=alert]")!;
  const sentence = document.createElement("p");
  sentence.textContent = message;
  const list = document.createElement("ul");
  list.append(...errors.map(({ Message }) => Object.assign(document.createElement("li"), { textContent: Message })));
  problem.replaceChildren(sentence, ...(errors.length > 0 ? [list] : []));
  for (const { PropertyName } of errors) {
    const field = form.querySelector<HTMLInputElement>(`[name=${PropertyName}]`);
    field?.setAttribute("aria-invalid", "true");
    field?.focus();
  }
}

function clear(form: HTMLFormElement) {
  form.querySelector("[role=alert]")!.replaceChildren();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}
