/* The page of a trustee: her key is made, read from her file, used and forgotten here; only what may be public is sent. */

import program from "worker:../booth/trustee-work.js";
import { beside, canWork } from "../booth/beside.js";
import { tasks } from "../booth/trustee-tasks.js";
import { data, find, lead, mark, progressIn, save, sayer, show } from "../booth/page.js";

const root = find("trustee");
if (root) start(root);

function start(root) {
  const asked = data("trustee-data");
  const say = sayer(asked.words);
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const input = find("key-file", root);
  const form = find("act", root.parentElement);
  let given = null;

  show(find("trustee-away", root.parentElement), false);
  show(root);
  const trouble = (word) => {
    find("trouble-words", root).textContent = say(word);
    for (const name of ["make", "mix", "file", "work", "send"]) show(part(name), false);
    lead(part("trouble"));
  };
  if (!canWork()) return trouble(isSecureContext ? "failed" : "insecure");

  const work = beside(program, tasks);
  find("make", root)?.addEventListener("click", async () => {
    const file = await work("newFile", asked);
    save(`cle-${asked.uuid}-${asked.index || 1}.json`, `${JSON.stringify(file, null, 1)}\n`);
    given = file;
    find("saved", root).textContent = say("saved");
    lead(part("file"));
  });

  find("mix", root)?.addEventListener("click", () => act(null).catch((error) => trouble(error.message)));

  /* The file is read from where it was saved, also just after it was made: so it is known to be there. */
  input?.addEventListener("change", async () => {
    const chosen = input.files[0];
    if (!chosen) return;
    const field = input.closest(".field");
    try {
      const file = await work("readFile", { text: await chosen.text(), asked });
      if (given && given.seed !== file.seed) throw new Error("other");
      mark(field, "");
      await act(file);
    } catch (error) {
      input.value = "";
      if (["form", "other"].includes(error.message)) {
        mark(field, say(error.message));
        show(part("work"), false);
        lead(part("file"));
        input.focus();
      } else trouble(error.message);
    }
  });

  async function act(file) {
    for (const name of ["make", "mix", "file"]) show(part(name), false);
    lead(part("work"));
    const progress = progressIn(part("work"), say, "working");
    let payload;
    if (asked.archive_url) {
      const urn = await work(asked.act, { archive: await archive(), uuid: asked.uuid, file, dealings: asked.dealings, key: asked.public_key }, progress);
      find("seen", root).textContent = say("seen", urn);
      find("head", root).textContent = urn.last;
      payload = urn.payload;
    } else {
      const task = asked.kind === "single" ? "single" : asked.step;
      payload = JSON.stringify(await work(task, { file, certificates: asked.certificates, dealings: asked.dealings }, progress));
    }
    const bag = new DataTransfer();
    bag.items.add(new File([payload], "payload.json", { type: "application/json" }));
    form.elements.payload.files = bag.files;
    show(part("work"), false);
    lead(part("send"));
  }

  async function archive() {
    let answer;
    try {
      answer = await fetch(asked.archive_url, { cache: "no-store", credentials: "omit" });
    } catch {
      throw new Error("network");
    }
    if (!answer.ok) throw new Error("network");
    return answer.arrayBuffer();
  }
}
