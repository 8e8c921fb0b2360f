"""resources: what must be known first: documents, explanations, a glossary, the matter in plain words; a component."""
