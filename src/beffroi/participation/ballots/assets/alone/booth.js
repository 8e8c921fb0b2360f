/* The booth of the site: the ballot goes into the urn by a plain form. */

import { find } from "../booth/page.js";
import { start } from "../booth/voter.js";

start(({ ballot }, root) => {
  find("ballot", root).value = ballot;
});
