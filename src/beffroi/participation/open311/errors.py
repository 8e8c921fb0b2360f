"""Errors as the standard says them: a status, and a list of codes with their description."""

from dataclasses import dataclass, field


@dataclass
class ApiError(Exception):
    """What the application is told. 400: its request is wrong; 403: its key; 404: what it asks for is not here."""

    status: int
    descriptions: list[str] = field(default_factory=list)

    def rows(self) -> list[dict[str, object]]:
        return [{"code": self.status, "description": said} for said in self.descriptions or ["Error"]]


def bad(*descriptions: str) -> ApiError:
    return ApiError(400, list(descriptions))


def forbidden(description: str) -> ApiError:
    return ApiError(403, [description])


def missing(description: str) -> ApiError:
    return ApiError(404, [description])
