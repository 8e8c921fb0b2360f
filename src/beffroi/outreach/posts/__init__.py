"""posts: news and other publications, from draft to published, with variants by channel and version history."""
