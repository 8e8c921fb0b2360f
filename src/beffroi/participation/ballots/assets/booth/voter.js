/* The booth: code, choices, reading again, encrypting. `finish(made)` gets the ballot: to put into the urn, or to keep as a file. */

import program from "worker:./voter-work.js";
import { beside, canWork } from "./beside.js";
import * as choices from "./choices.js";
import { tidy, wrongWith } from "./credentials.js";
import { tasks } from "./voter-tasks.js";
import { all, data, element, find, lead, mark, progressIn, sayer, show } from "./page.js";

export function start(finish) {
  const root = find("booth");
  if (!root) return;
  const { raw, rules, words } = data("booth-data");
  const say = sayer(words);
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const parts = ["code", "choices", "again", "work", "done", "trouble"].map(part);
  const go = (name) => {
    parts.forEach((one) => show(one, false));
    lead(part(name));
  };
  const trouble = (word) => {
    find("trouble-words", root).textContent = say(word);
    go("trouble");
  };

  const code = find("code", root);
  const codeField = code.closest(".field");
  const fields = all("question", root);
  let credential = "";
  let made = [];

  show(find("booth-away"), false);
  show(root);
  if (!canWork()) return trouble(isSecureContext ? "failed" : "insecure");
  const work = beside(program, tasks);
  fields.forEach((field, place) => choices.follow(field, rules[place], say));

  /* A link or a QR code carries the code behind the #: this part of an address is never sent. It leaves the address at once. */
  const fromLink = tidy(location.hash.slice(1));
  if (fromLink) {
    code.value = fromLink;
    history.replaceState(null, "", location.pathname + location.search);
  }

  const steps = {
    code() {
      credential = tidy(code.value);
      mark(codeField, credential ? "" : say(wrongWith(code.value) || "letters"));
      if (!credential) return code.focus();
      code.value = credential;
      go("choices");
    },
    choices() {
      const read = fields.map((field, place) => choices.read(field, rules[place]));
      read.forEach(({ wrong, values }, place) => mark(fields[place], wrong ? say(wrong, values) : ""));
      const first = read.findIndex(({ wrong }) => wrong);
      if (first >= 0) return fields[first].querySelector("input, select").focus();
      made = read.map(({ choice }) => choice);
      const lines = made.flatMap((choice, place) => {
        const said = element("dd", "");
        said.append(...choices.spoken(choice, rules[place], say).map((line) => element("div", line)));
        const pair = element("div", "");
        pair.append(element("dt", rules[place].text), said);
        return [pair];
      });
      find("read", root).replaceChildren(...lines);
      go("again");
    },
    async encrypt() {
      go("work");
      try {
        const ballot = await work("vote", { raw, credential, choices: made }, progressIn(part("work"), say, "encrypting"));
        /* What was chosen is nowhere in this page any more. */
        fields.forEach(choices.forget);
        find("read", root).replaceChildren();
        code.value = credential = "";
        made = [];
        find("tracker", root).textContent = ballot.tracker;
        finish(ballot, root, say);
        go("done");
      } catch {
        trouble("failed");
      }
    },
  };
  const backTo = { again: "choices", choices: "code" };
  root.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-next], [data-back]");
    if (!button) return;
    if (button.dataset.back !== undefined) go(backTo[button.closest("[data-part]").dataset.part]);
    else steps[button.dataset.next]();
  });
  code.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    steps.code();
  });
  show(part("code"));
}
