"""plans: a drawing of what is planned, which people annotate, as a component of a process.

Owns Plan, Part, Annotation. Opens the verbs "annotate", "support" and "comment". Replies are messages of
`commons.conversations` about an annotation. Tells AnnotationPublished, AnnotationAnswered, AnnotationWithdrawn, AnnotationHidden, PlanDrawn.
"""
