"""portal: the public face: home, search, sitemap, contents of the site."""
