"""groups: people who meet for longer than one process: councils, associations, neighbours, parents.

A group is a space without phases (participation.spaces) with members, those who lead it, a charter, topics and problems worked
to their end. Owns Group, Member, Invitation, Topic, Step, Place and Copied. A hidden group is nowhere but for its members.
"""
