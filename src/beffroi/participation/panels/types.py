WAITING_SEAL = "panels.waiting"  # what a volunteer wrote, until her address is confirmed
