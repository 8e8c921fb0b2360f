/* The booth as a file: the ballot is kept or copied, and sent later. */

import { element, find, save } from "../booth/page.js";
import { start } from "../booth/voter.js";

start(({ ballot, tracker }, root, say) => {
  find("ballot", root).value = ballot;
  find("keep", root).addEventListener("click", () => save(`bulletin-${tracker.slice(0, 8).replace(/[^A-Za-z0-9]/g, "-")}.json`, ballot));
  find("copy", root).addEventListener("click", async () => {
    const box = find("ballot", root);
    try {
      await navigator.clipboard.writeText(ballot);
    } catch {
      box.select();
      document.execCommand("copy");
    }
    find("copied", root).replaceChildren(element("span", say("copied")));
  });
});
