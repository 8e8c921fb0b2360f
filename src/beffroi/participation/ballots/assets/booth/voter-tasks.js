/* What the booth does beside its page. */

import { make } from "./voting.js";

export const tasks = {
  vote: ({ raw, credential, choices }, progress) => make(raw, credential, choices, progress),
};
