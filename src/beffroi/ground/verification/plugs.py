from beffroi.kernel.routes import mount

mount("compte/verification/", "beffroi.ground.verification.urls", order=40)
