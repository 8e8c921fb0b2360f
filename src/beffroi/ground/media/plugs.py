from beffroi.kernel.routes import mount

mount("media/", "beffroi.ground.media.urls", localized=False, order=20)
