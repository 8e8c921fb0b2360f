"""people: accounts, voices, roles and rights.

Owns Account (what identifies a person; read by nobody above), Voice (the public name that content points to),
Session (where somebody is signed in), EmailProof (a code and a link sent to an address), Grant (a role given to an
account), WaitingAct (a contribution written before its author was known), Representation (staff acting for a person)
and Reading (a member of the team read personal data). Words: a *person* is an Account or an anonymous visitor; a
*right* is `domain:noun:verb`. Tells AccountCreated, AccountErased, VoiceChanged, RoleGiven, RoleTaken,
RepresentationBegun, RepresentationEnded.
"""
