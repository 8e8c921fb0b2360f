"""questions: public questions to a named elected official or service, answered within the promised delay.

Owns Addressee, Question, Answer, Correction, Step, Merging, Satisfaction. A component of a process, and a page of the whole town (`/questions/`).
Opens the verbs "ask", "support" and "comment". Tells QuestionAsked, QuestionAnswered (announceable), QuestionMoved, QuestionsMerged.
"""
