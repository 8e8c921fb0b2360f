"""origins: what a message from elsewhere became here, and what was told back in its own thread.

Owns Origin (a message heard, and the contribution, question or case it became) and Setting. What follows the source (withdrawn when
its author objects or takes it back there, changed when she changes it) is asked of `types.Use`; what a message answers, of
`types.Root`; what the team may make of one, of `types.Intake`. Tells HeardBecame, OriginObjected, OriginPutBack.
"""
