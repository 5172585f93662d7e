"""E-mail addresses, in the one form under which accounts are found."""

from email_validator import EmailNotValidError, validate_email

from sajangpick.errors import BadInput

# RFC 5321: what a server must take.
LONGEST_LETTERS = 254


def normal_email(text: str) -> str:
    """Lower case and normal Unicode; BadInput if no letter could ever arrive there."""
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized.casefold()
    except EmailNotValidError as error:
        raise BadInput("이메일 주소가 올바르지 않아요.", hint="name@example.com 처럼 적어 주세요.") from error
