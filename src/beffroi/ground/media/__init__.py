"""media: pictures and documents. Owns Image and Document; every upload is re-encoded or checked, in the worker."""
