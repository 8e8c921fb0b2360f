import { serve } from "./working.js";
import { tasks } from "./voter-tasks.js";

serve(tasks);
