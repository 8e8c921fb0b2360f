"""surveys: questionnaires with their answers and results, in a process or for the whole town.

Owns Survey, Page, Question, Response, their figures (Tally, Cross) and what people wrote (Text, Upload). Opens the verb
"answer". The engines are pure: `conditions` (who is asked what), `checking` (dead ends), `themes`, `weights`.
"""
