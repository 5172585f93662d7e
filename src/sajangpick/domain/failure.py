"""Why a job failed: a closed set, each with what an owner and a developer read, and what can be done next."""

from dataclasses import dataclass
from enum import StrEnum


class NextStep(StrEnum):
    """The one thing to do next."""

    RETRY = "retry"
    CHANGE_PHOTO = "change-photo"
    CHANGE_TEXT = "change-text"
    CHANGE_FILE = "change-file"
    WAIT = "wait"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Failure:
    """A reason: the owner's sentence in Korean, the same in English, the next step, and where the credit went."""

    code: str
    korean: str
    english: str
    next_step: NextStep
    credit_returned: bool = True


FAILURES: dict[str, Failure] = {
    failure.code: failure
    for failure in (
        Failure(
            "photo_refused",
            "이 사진으로는 영상을 만들 수 없어요. 안내에 따라 다른 사진을 골라 주세요.",
            "This photo cannot become a short. Choose another one, following the advice.",
            NextStep.CHANGE_PHOTO,
        ),
        Failure(
            "text_does_not_fit",
            "글이 너무 길어 화면에 다 들어가지 않아요. 조금 줄여 주세요.",
            "A text is too long for its place. Shorten it.",
            NextStep.CHANGE_TEXT,
        ),
        Failure(
            "bad_input",
            "보내 주신 내용 중에 쓸 수 없는 것이 있어요. 안내를 보고 고쳐 주세요.",
            "Something in the order cannot be used. Mend it, following the detail.",
            NextStep.CHANGE_TEXT,
        ),
        Failure(
            "file_missing",
            "필요한 파일을 찾을 수 없어요. 사진을 다시 올려 주세요.",
            "A file that the job needs is gone. Upload it again.",
            NextStep.CHANGE_FILE,
        ),
        Failure(
            "engine_refused",
            "엔진이 이 주문을 거절했어요. 사진이나 글을 바꿔 다시 해 주세요.",
            "The engine refused this order. Try another photo, or other words.",
            NextStep.CHANGE_PHOTO,
        ),
        Failure(
            "engine_unavailable",
            "지금 엔진이 응답하지 않아요. 잠시 뒤 다시 시도해 주세요.",
            "The engine does not answer at the moment. Try again later.",
            NextStep.RETRY,
        ),
        Failure(
            "engine_misconfigured",
            "설정 문제로 만들지 못했어요. 운영자에게 알렸습니다.",
            "A setting of the engine is missing or wrong. The operator was told.",
            NextStep.CONTACT,
        ),
        Failure(
            "needs_review",
            "엔진의 답을 확인하고 있어요. 확인이 끝날 때까지 크레딧은 보관됩니다.",
            "Whether the engine took the order is being looked into. The credit stays held until then.",
            NextStep.WAIT,
            credit_returned=False,
        ),
        Failure(
            "budget_reached",
            "오늘 준비된 제작량이 모두 찼어요. 내일 다시 시도해 주세요.",
            "The budget for engines is used up. Try again when the next period begins.",
            NextStep.WAIT,
        ),
        Failure(
            "inspection_failed",
            "완성된 파일이 품질 검사를 통과하지 못했어요. 다시 시도해 주세요.",
            "The finished file did not pass its inspection. Try again.",
            NextStep.RETRY,
        ),
        Failure(
            "timed_out",
            "제작이 너무 오래 걸려 멈췄어요. 다시 시도해 주세요.",
            "The job took too long and was stopped. Try again.",
            NextStep.RETRY,
        ),
        Failure(
            "internal",
            "저희 쪽 문제로 만들지 못했어요. 다시 시도해 주세요.",
            "Something broke on our side. Try again.",
            NextStep.RETRY,
        ),
    )
}
"""Every reason there is, by code."""
