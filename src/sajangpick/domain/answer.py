"""What was answered to a request, so that the same request can be answered the same."""

from dataclasses import dataclass

from sajangpick.domain.json import JsonObject


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP status and a JSON body, as they were sent."""

    status: int
    body: JsonObject
