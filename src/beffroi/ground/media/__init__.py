"""media: pictures and documents. Owns Image and Document; every upload is re-encoded or checked.

A picture is decoded for real, turned upright, stripped of everything but its pixels and kept as one WebP that can be
shown at once; the worker then makes the smaller sizes, in WebP and AVIF. A document is kept as it came, once its
content has proved to be what its name says. Names of files cannot be guessed. Tells ImageTaken.
"""
