"""What writes: our actors, others, what is published, told, received and carried. Import the module that you need."""
