"""Pages: doors (coming in), guests, account, factors, voices (public) and team."""
