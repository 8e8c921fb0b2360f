import { serve } from "./working.js";
import { tasks } from "./trustee-tasks.js";

serve(tasks);
