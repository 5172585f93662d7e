"""What was answered to a request, so that the same request can be answered the same."""

from dataclasses import dataclass

from sajangpick.domain.json import JsonObject


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP status, a JSON body, and where the new thing is, as they were sent."""

    status: int
    body: JsonObject
    location: str | None = None
