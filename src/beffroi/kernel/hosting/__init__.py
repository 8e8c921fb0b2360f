"""Many towns on one machine: each is its own processes, database, media and keys; a door gives each request to its town.

`folder` (what is on disk), `binding` (a forked process becomes one town), `mother` (forks them), `door` and `keeper` (who is asked,
who is awake), `work` (which jobs wait in a town that sleeps), `verbs` (`./beffroi towns`). Nothing above the kernel knows of it.
"""
