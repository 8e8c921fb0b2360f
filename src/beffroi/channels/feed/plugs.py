from beffroi.kernel.routes import mount

mount("flux/", "beffroi.channels.feed.urls", localized=False)
