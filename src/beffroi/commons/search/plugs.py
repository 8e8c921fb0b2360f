from beffroi.kernel.routes import mount

mount("recherche/", "beffroi.commons.search.urls")
