"""notifications: telling people in the site and by e-mail, at once or in a digest; one click stops it."""
