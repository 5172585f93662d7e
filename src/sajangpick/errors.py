"""What can go wrong, as one tree.

* SajangpickError                 everything we raise on purpose; `hint` is the next step
  + BadInput                      the caller can mend it: exit 2, HTTP 4xx
    - PhotoRefused                the photo cannot become a short
    - ScriptError                 a RenderScript value is wrong; carries its JSON path
    - SourceMissing               a file or link that a script names cannot be had
    - TextDoesNotFit              a text is too long for its place even at the smallest size
    - NotFound                    there is no such thing, or it belongs to someone else
    - NotSignedIn                 who asks is unknown, or gave the wrong password
    - Forbidden                   who asks is known and may not do this
    - Conflict                    it contradicts what is there already; `code` says how
    - NotEnoughCredits            the balance does not cover the job
    - TooMany                     too often, or too much at once; carries `retry_after`
    - TooLarge                    more bytes than are taken
    - TooSlow                     the bytes stopped coming, or come too slowly to wait for
  + EngineError                   an engine did not deliver
    - Refused                     it never will (policy, bad input): tell the owner
    - Unavailable                 not now: retry, then the next engine
      . Unreachable               nothing is known of the work but that it was ordered: look again
    - Unanswered                  it may have taken the order or not: look into it, never order again
    - Misconfigured               a key or setting is missing or wrong: tell the operator
  + UnfitFile                     a finished file failed its inspection and must not leave
"""


class SajangpickError(Exception):
    """Base of every error raised on purpose: one sentence, and the next step."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class BadInput(SajangpickError):
    """The caller handed in something we cannot use, and can mend it."""


class PhotoRefused(BadInput):
    """The photo cannot become a short; `code` names the rule, the message is the owner's sentence."""

    def __init__(self, message: str, *, code: str, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.code = code


class ScriptError(BadInput):
    """A RenderScript value has the wrong type, unit or range; `path` is its JSON path."""

    def __init__(self, message: str, *, path: str = "", hint: str = "") -> None:
        super().__init__(f"{path}: {message}" if path else message, hint=hint)
        self.path = path


class SourceMissing(BadInput):
    """A file or link that a script names cannot be had."""


class TextDoesNotFit(BadInput):
    """A text is too long for its place even at the smallest readable size."""


class NotFound(BadInput):
    """There is no such thing; also said of what belongs to someone else, so that ids tell nothing."""


class NotSignedIn(BadInput):
    """Who asks is unknown, or did not prove who they are."""


class Forbidden(BadInput):
    """Who asks is known and may not do this."""


class Conflict(BadInput):
    """The order contradicts what is there already; `code` says how, for programs.

    `retry_after` is the seconds after which the same order may be taken; None if waiting changes nothing.
    """

    def __init__(
        self, message: str, *, code: str = "conflict", hint: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.code = code
        self.retry_after = retry_after


class NotEnoughCredits(BadInput):
    """The balance does not cover what the job costs."""


class TooMany(BadInput):
    """Too often, or too much at once; may be tried again after `retry_after` seconds."""

    def __init__(self, message: str, *, retry_after: float, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after


class TooLarge(BadInput):
    """More bytes than are taken."""


class TooSlow(BadInput):
    """The bytes stopped coming, or come too slowly to wait for."""


class EngineError(SajangpickError):
    """An engine did not deliver. `cost_usd` is what its vendor charged all the same; None if it did not say.

    `code` is a reason of `domain.failure`.
    """

    code = "internal"

    def __init__(self, message: str, *, hint: str = "", cost_usd: float | None = None) -> None:
        super().__init__(message, hint=hint)
        self.cost_usd = cost_usd


class Refused(EngineError):
    """The engine will never do this: tell the owner."""

    code = "engine_refused"


class Unavailable(EngineError):
    """The engine cannot do this now: retry after `retry_after` seconds, then try the next engine."""

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        retry_after: float | None = None,
        code: str = "engine_unavailable",
        cost_usd: float | None = None,
    ) -> None:
        super().__init__(message, hint=hint, cost_usd=cost_usd)
        self.retry_after = retry_after
        self.code = code


class Unreachable(Unavailable):
    """The engine could not be asked how the work goes, or its result could not be fetched: the work is not over."""


class Unanswered(EngineError):
    """Whether the engine took the order is not known: the line broke after it was sent. It is not sent again."""

    code = "needs_review"


class Misconfigured(EngineError):
    """A key or setting is missing or wrong: tell the operator."""

    code = "engine_misconfigured"


class UnfitFile(SajangpickError):
    """A finished file failed its inspection and must not leave."""
