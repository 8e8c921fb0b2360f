"""people: accounts, voices, roles and rights.

Owns Account (what identifies a person; read by nobody above), Voice (the public name that content points to),
Grant (a role given to an account), GuestAct (a contribution written before its author was known) and Representation
(staff acting for a person). Words: a *person* is an Account or an anonymous visitor; a *right* is `domain:noun:verb`.
"""
