"""What opens and closes actors, what they say, and which accounts elsewhere are whose. Import the module that you need."""
