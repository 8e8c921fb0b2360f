from beffroi.kernel.routes import mount

mount("", "beffroi.kernel.urls", localized=False, order=1)
