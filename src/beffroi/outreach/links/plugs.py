from beffroi.kernel.routes import mount

mount("l/", "beffroi.outreach.links.urls", localized=False)
